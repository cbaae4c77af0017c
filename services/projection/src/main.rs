//! The projection as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("projection", |home| Box::pin(async move { projection::start(&home) }))
}
