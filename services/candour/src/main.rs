//! The binary; what it does is in the library beside it.

use std::process::ExitCode;

const _: () = assert!(kernel::GUARDED, "no program runs without its guards");

fn main() -> ExitCode {
    candour::main()
}
