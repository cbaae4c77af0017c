//! All services as a program that a test can kill.

#[tokio::main]
async fn main() {
    world::child::serve_until_killed().await;
}
