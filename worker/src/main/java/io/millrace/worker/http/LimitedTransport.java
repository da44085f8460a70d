package io.millrace.worker.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the connection that is one too many as soon as it is accepted: Vert.x would tell of it
 * after the TLS handshake only.
 */
final class LimitedTransport extends NioTransport {
  private static final Logger LOG = LoggerFactory.getLogger(LimitedTransport.class);

  private final int connections;
  private final Supplier<ConnectionWatch> watches;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean told = new AtomicBoolean();

  LimitedTransport(int connections, Supplier<ConnectionWatch> watches) {
    this.connections = connections;
    this.watches = watches;
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return domainSocket ? super.serverChannelFactory(true) : Accepting::new;
  }

  private boolean admits(Channel channel) {
    if (open.get() >= connections) {
      if (!told.getAndSet(true)) {
        LOG.atWarn().addKeyValue("limit", connections).log("http.limits.connections is reached");
      }
      return false;
    }
    open.incrementAndGet();
    var _ = channel.closeFuture().addListener((ChannelFutureListener) _ -> closed());
    var _ = channel.pipeline().addFirst(watches.get());
    return true;
  }

  /** Tells again only after a good part of them has gone: a flood must not fill the log. */
  private void closed() {
    if (open.decrementAndGet() < connections / 2) {
      told.set(false);
    }
  }

  private final class Accepting extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int read = super.doReadMessages(accepted);
      if (read > 0 && !admits((Channel) accepted.getLast())) {
        ((Channel) accepted.removeLast()).unsafe().closeForcibly();
      }
      return read;
    }
  }
}
