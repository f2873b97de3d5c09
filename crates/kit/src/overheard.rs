//! Streams whose reading somebody follows.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Follows what is read.
pub(crate) trait Ear {
    /// Hears what one look gave, and how many bytes, and says what the reader is given.
    fn hear(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<()>>,
        bytes: usize,
    ) -> Poll<io::Result<()>>;
}

/// A stream with an ear on what is read.
#[derive(Debug)]
pub(crate) struct Overheard<S, E> {
    stream: S,
    ear: E,
}

impl<S, E> Overheard<S, E> {
    pub(crate) fn new(stream: S, ear: E) -> Self {
        Self { stream, ear }
    }
}

impl<S: AsyncRead + Unpin, E: Ear + Unpin> AsyncRead for Overheard<S, E> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.ear
            .hear(context, polled, buffer.filled().len() - before)
    }
}

impl<S: AsyncWrite + Unpin, E: Unpin> AsyncWrite for Overheard<S, E> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
