//! Connections: frames in, frames out, one request after the other as Kafka does it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::ResponseError;
use kafka_protocol::messages::{ApiKey, ApiVersionsResponse, RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::api::{APIS, Api, Call};
use super::cluster;
use super::core::Core;
use super::faults::Fault;

/// Largest request; Kafka's `socket.request.max.bytes` is 100 MiB.
const MAX_REQUEST_BYTES: u32 = 64 << 20;

/// Takes connections until it is dropped.
pub(super) async fn accept(listener: TcpListener, core: Arc<Core>) {
    let places = Arc::new(Semaphore::new(core.options.max_connections));
    loop {
        let Ok((stream, client)) = listener.accept().await else {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await; // out of descriptors: some may close
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            tracing::warn!(%client, max = core.options.max_connections, "embedded broker: too many connections, one refused");
            continue;
        };
        let core = core.clone();
        tokio::spawn(async move {
            if let Err(error) = serve(stream, client, core).await {
                tracing::debug!(%client, %error, "embedded broker: connection ended");
            }
            drop(place);
        });
    }
}

async fn serve(mut stream: TcpStream, client: SocketAddr, core: Arc<Core>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let broker = stream.local_addr()?;
    while let Some(frame) = read_frame(&mut stream).await? {
        let (api, header, body) = match open(frame)? {
            Opened::Known(api, header, body) => (api, header, body),
            Opened::Refused(answer) => {
                stream.write_all(&answer).await?;
                continue;
            }
        };
        let fault = core.faults.of(api.key);
        match fault {
            Some(Fault::CutRequest) => return Ok(()),
            Some(Fault::LoseRequest) => return fall_silent(stream).await,
            _ => {}
        }
        let call = Call {
            core: core.clone(),
            version: header.request_api_version,
            client_id: header.client_id.as_ref().map(|id| id.to_string()).unwrap_or_default(),
            client,
            broker,
        };
        let answer = (api.answer)(call, body).await.map_err(|e| bad(format!("{:?} v{}: {e}", api.key, header.request_api_version)))?;
        match fault {
            Some(Fault::DelayAnswer(time)) => tokio::time::sleep(time).await,
            Some(Fault::LoseAnswer) => return fall_silent(stream).await,
            Some(Fault::CutAnswer) => return Ok(()),
            _ => {}
        }
        if let Some(answer) = answer {
            let version = api.key.response_header_version(header.request_api_version);
            stream.write_all(&frame_answer(header.correlation_id, version, &answer)?).await?;
        }
    }
    Ok(())
}

/// The next frame, or `None` where the client has closed the connection.
async fn read_frame(stream: &mut TcpStream) -> io::Result<Option<Bytes>> {
    let length = match stream.read_u32().await {
        Ok(length) => length,
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e),
    };
    if !(8..=MAX_REQUEST_BYTES).contains(&length) {
        let hint = if length >> 8 == 0x16_03_01 { " (a TLS client? the embedded broker speaks plaintext)" } else { "" };
        tracing::warn!(length, "embedded broker: not a Kafka request, connection closed{hint}");
        return Err(bad(format!("a frame of {length} bytes{hint}")));
    }
    let mut frame = BytesMut::with_capacity((length as usize).min(1 << 20));
    let read = stream.take(u64::from(length)).read_buf_all(&mut frame).await?;
    if read < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(frame.freeze()))
}

trait ReadAll {
    async fn read_buf_all(&mut self, into: &mut BytesMut) -> io::Result<usize>;
}

impl<R: AsyncReadExt + Unpin> ReadAll for R {
    async fn read_buf_all(&mut self, into: &mut BytesMut) -> io::Result<usize> {
        while self.read_buf(into).await? > 0 {}
        Ok(into.len())
    }
}

enum Opened {
    Known(&'static Api, RequestHeader, Bytes),
    Refused(BytesMut),
}

/// The header of a request, and who answers it.
fn open(mut frame: Bytes) -> io::Result<Opened> {
    let key = i16::from_be_bytes([frame[0], frame[1]]);
    let version = i16::from_be_bytes([frame[2], frame[3]]);
    let correlation_id = i32::from_be_bytes([frame[4], frame[5], frame[6], frame[7]]);
    let api = APIS.iter().find(|a| a.key as i16 == key).ok_or_else(|| bad(format!("request {key} is not one of ours")))?;
    if !(api.min..=api.max).contains(&version) {
        if api.key != ApiKey::ApiVersions {
            return Err(bad(format!("{:?} in version {version}, we speak {} to {}", api.key, api.min, api.max)));
        }
        // A newer client asks again with a version of this list (KIP-511).
        let refusal =
            ApiVersionsResponse::default().with_error_code(ResponseError::UnsupportedVersion.code()).with_api_keys(cluster::versions());
        let mut body = BytesMut::new();
        refusal.encode(&mut body, 0).map_err(|e| bad(e.to_string()))?;
        return frame_answer(correlation_id, 0, &body).map(Opened::Refused);
    }
    let header = RequestHeader::decode(&mut frame, api.key.request_header_version(version)).map_err(|e| bad(e.to_string()))?;
    Ok(Opened::Known(api, header, frame))
}

fn frame_answer(correlation_id: i32, header_version: i16, body: &[u8]) -> io::Result<BytesMut> {
    let mut frame = BytesMut::with_capacity(body.len() + 16);
    frame.put_u32(0);
    ResponseHeader::default().with_correlation_id(correlation_id).encode(&mut frame, header_version).map_err(|e| bad(e.to_string()))?;
    frame.put_slice(body);
    let length = (frame.len() - 4) as u32;
    frame[..4].copy_from_slice(&length.to_be_bytes());
    Ok(frame)
}

/// Reads on and answers nothing, until the client gives up.
async fn fall_silent(mut stream: TcpStream) -> io::Result<()> {
    let mut void = [0; 4096];
    while stream.read(&mut void).await? > 0 {}
    Ok(())
}

fn bad(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
