// The vendor's way in; the program's own begins in Rust.
extern void three_houses_open(void);

int main(void) {
    three_houses_open();
    return 0;
}
