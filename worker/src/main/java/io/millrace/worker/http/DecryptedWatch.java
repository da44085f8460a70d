package io.millrace.worker.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells a connection's watch of what comes out of TLS: handshakes and new keys are no request.
 * Owned by the server's thread.
 */
final class DecryptedWatch extends ChannelInboundHandlerAdapter {
  private final ConnectionWatch watch;

  DecryptedWatch(ConnectionWatch watch) {
    this.watch = watch;
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object bytes) {
    watch.headArrives();
    from.fireChannelRead(bytes);
  }
}
