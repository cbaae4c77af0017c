//! The concerns service as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("concerns", |home| Box::pin(async move { concerns::start(&home) }))
}
