plugins { id("com.android.application") }

android {
    namespace = "org.threehouses.app"
    compileSdk = 35
    defaultConfig {
        applicationId = "org.threehouses.app"
        minSdk = 28
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += "arm64-v8a" }
    }
    buildTypes { release { isMinifyEnabled = false } }
}
