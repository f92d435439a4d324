//! Real connections: kept open between calls, and ended in order.

use crate::client::{Call, Server};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

struct Running {
    address: String,
    end: oneshot::Sender<()>,
    done: tokio::task::JoinHandle<()>,
}

async fn start() -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (end, ended) = oneshot::channel::<()>();
    let server = Server::new();
    let done = tokio::spawn(async move {
        let end = async {
            // Only the sending counts, not what is sent.
            let _ = ended.await;
        };
        server::serve::serve(listener, server.router(), end).await;
    });
    Running { address, end, done }
}

/// What arrives until `part` has, or the connection ends.
async fn until(stream: &mut TcpStream, part: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(part) {
        let len = timeout(PATIENCE, stream.read(&mut buffer)).await.expect("something arrives").unwrap();
        if len == 0 {
            break;
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..len]));
    }
    text
}

#[tokio::test]
async fn a_connection_serves_many_calls() {
    let running = start().await;
    let mut stream = TcpStream::connect(&running.address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let answer = until(&mut stream, "ok\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    stream.write_all(b"nonsense\r\n\r\n").await.unwrap();
    let answer = until(&mut stream, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
}

#[tokio::test]
async fn the_end_lets_calls_finish_and_closes_idle_connections() {
    let running = start().await;
    let mut idle = TcpStream::connect(&running.address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    until(&mut idle, "ok\n").await;
    let call = Call::cloudwatch_json("ListMetrics", "{}").signed("monitoring");
    let mut head = "POST / HTTP/1.1\r\ncontent-length: 2\r\n".to_owned();
    for (name, value) in &call.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut slow = TcpStream::connect(&running.address).await.unwrap();
    slow.write_all(head.as_bytes()).await.unwrap();
    slow.write_all(b"\r\n{").await.unwrap();
    // The server has seen the call once it has answered another that came later.
    let mut later = TcpStream::connect(&running.address).await.unwrap();
    later.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    until(&mut later, "ok\n").await;
    running.end.send(()).unwrap();
    assert_eq!(until(&mut idle, "anything").await, "", "an idle connection just ends");
    slow.write_all(b"}").await.unwrap();
    let answer = until(&mut slow, "{\"Metrics\":[]}").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    timeout(PATIENCE, running.done).await.expect("the server ends").unwrap();
    assert!(TcpStream::connect(&running.address).await.is_err(), "nobody listens any more");
}
