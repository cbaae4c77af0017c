//! The referrals service as a process of its own.

const _: () = assert!(kernel::GUARDED, "no program runs without its guards");

fn main() -> std::process::ExitCode {
    kernel::serve::main("referrals", |home| Box::pin(async move { referrals::start(&home) }))
}
