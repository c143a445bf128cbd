//! Rules of https: which certificates are accepted. The server has a self-signed one in `tls/`, made for 127.0.0.1.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{Error, ServerConfig};

use crate::http_proxy::call;
use crate::loopback::response;
use crate::model::OUTPUT;

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate], key));
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

/// Serves one connection: returns the port, and the bytes that were sent after the handshake.
async fn serve() -> (u16, JoinHandle<std::io::Result<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (socket, _) = listener.accept().await?;
        let mut socket = acceptor().accept(socket).await?;
        let mut request = vec![0; 4096];
        let count = socket.read(&mut request).await?;
        socket.write_all(response("200 OK", "", OUTPUT).as_bytes()).await?;
        socket.shutdown().await?;
        Ok(String::from_utf8_lossy(&request[..count]).into_owned())
    });
    (port, server)
}

/// The variable that replaces the trusted certificates of the operating system.
fn trusted(path: &str) -> [(&'static str, String); 1] {
    [("SSL_CERT_FILE", format!("{}/tests/it/{path}", env!("CARGO_MANIFEST_DIR")))]
}

#[tokio::test]
async fn a_trusted_certificate_is_accepted() {
    let (port, server) = serve().await;
    let text = call(&format!("https://127.0.0.1:{port}"), &trusted("tls/certificate.pem")).await;
    assert!(text.contains("seed Some(7)"), "{text}");
    let request = server.await.unwrap().unwrap();
    assert!(request.starts_with("POST /run/acme/painter/fast HTTP/1.1\r\n"), "{request}");
}

#[tokio::test]
async fn an_untrusted_certificate_is_refused_before_anything_is_sent() {
    let (port, server) = serve().await;
    let text = call(&format!("https://127.0.0.1:{port}"), &[]).await;
    assert!(text.contains("Transport, ambiguous: false"), "{text}");
    assert!(text.contains("certificate"), "{text}");
    let refused = server.await.unwrap().unwrap_err();
    let alert = refused.get_ref().and_then(|error| error.downcast_ref());
    assert!(matches!(alert, Some(Error::AlertReceived(_))), "{refused}");
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused_before_anything_is_sent() {
    let (port, server) = serve().await;
    let text = call(&format!("https://localhost:{port}"), &trusted("tls/certificate.pem")).await;
    assert!(text.contains("Transport, ambiguous: false"), "{text}");
    assert!(server.await.unwrap().is_err());
}
