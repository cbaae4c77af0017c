//! The projection as a process of its own.

const _: () = assert!(kernel::GUARDED, "no program runs without its guards");

fn main() -> std::process::ExitCode {
    kernel::serve::main("projection", |home| Box::pin(async move { projection::start(&home) }))
}
