//! The concerns service as a process of its own.

const _: () = assert!(kernel::GUARDED, "no program runs without its guards");

fn main() -> std::process::ExitCode {
    kernel::serve::main("concerns", |home| Box::pin(async move { concerns::start(&home) }))
}
