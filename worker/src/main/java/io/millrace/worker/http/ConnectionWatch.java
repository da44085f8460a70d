package io.millrace.worker.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client is silent, or too slow. Bytes that trickle in do not make time
 * longer. First in the pipeline, so that it sees a TLS handshake, too, and closes without waiting
 * for what cannot be sent; what belongs to TLS alone begins no request. Owned by the server's
 * thread.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<ConnectionWatch> KEY =
      AttributeKey.valueOf(ConnectionWatch.class, "watch");

  private final ArrivalTimes times;
  private final Set<ConnectionWatch> all;
  private final SendingWatch sending;
  private final Queue<Runnable> waitingToSend = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private boolean begun;
  private @Nullable SslHandler tls;
  private boolean manyRequests;
  private int requests;
  private boolean headBegun;
  private long headNanos;
  private long openNanos;
  private long quietNanos;

  /** Watches one; it is in {@code all} for as long as it is open. */
  ConnectionWatch(ArrivalTimes times, Set<ConnectionWatch> all) {
    this.times = times;
    this.all = all;
    this.sending = new SendingWatch(times.idleNanos());
  }

  static ConnectionWatch of(Channel channel) {
    return Objects.requireNonNull(channel.attr(KEY).get(), "every channel is watched");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    added.channel().attr(KEY).set(this);
    openNanos = System.nanoTime();
    quietNanos = openNanos;
    all.add(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    all.remove(this);
    closed.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object bytes) {
    if (!begun) {
      begun = true;
      watchBehindTls(from.pipeline());
    }
    if (tls == null) {
      headArrives();
    }
    from.fireChannelRead(bytes);
  }

  private void watchBehindTls(ChannelPipeline pipeline) {
    SslHandler handler = pipeline.get(SslHandler.class);
    tls = handler;
    if (handler == null) {
      return;
    }
    var _ =
        pipeline.addAfter(pipeline.context(handler).name(), "decrypted", new DecryptedWatch(this));
    var _ = handler.handshakeFuture().addListener(_ -> quietNanos = System.nanoTime());
  }

  /** Bytes of a request are there, or of what should be one. */
  void headArrives() {
    if (requests == 0 && !headBegun) {
      headBegun = true;
      headNanos = System.nanoTime();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    while (channel.channel().isWritable() && !waitingToSend.isEmpty()) {
      waitingToSend.remove().run();
    }
    channel.fireChannelWritabilityChanged();
  }

  /** It is HTTP/2: what comes between requests is no head that has begun. */
  void expectManyRequests() {
    manyRequests = true;
  }

  /**
   * A head has arrived.
   *
   * @return since when it was arriving, as {@link System#nanoTime()} counts
   */
  long requestBegins() {
    long since = headBegun && !manyRequests ? headNanos : System.nanoTime();
    headBegun = false;
    requests++;
    return since;
  }

  void requestEnds() {
    requests--;
    quietNanos = System.nanoTime();
  }

  /** Runs that once the client has taken what it was sent before. */
  void whenItReads(Runnable request) {
    if (channel().isWritable()) {
      request.run();
    } else {
      waitingToSend.add(request);
    }
  }

  private Channel channel() {
    return Objects.requireNonNull(context, "added").channel();
  }

  /** Looks whether it is time. */
  void look(long nowNanos) {
    if (sending.isStuck(channel(), nowNanos) || isLateToAgree(nowNanos)) {
      close();
    } else if (requests == 0 && headBegun && !manyRequests) {
      if (nowNanos - headNanos > times.bodyNanos()) {
        refuse();
      }
    } else if (requests == 0 && nowNanos - quietNanos > times.idleNanos()) {
      var _ = channel().close();
    }
  }

  /** A TLS handshake has as long as a request. */
  private boolean isLateToAgree(long nowNanos) {
    return tls != null
        && !tls.handshakeFuture().isDone()
        && nowNanos - openNanos > times.bodyNanos();
  }

  /** In HTTP/1.1 the client may still read why. */
  private void refuse() {
    ChannelHandlerContext encoder = channel().pipeline().context("httpEncoder");
    if (encoder == null) {
      close();
    } else {
      requests++; // not again
      var _ =
          encoder
              .writeAndFlush(Unpooled.copiedBuffer(ArrivalTimes.late(), StandardCharsets.UTF_8))
              .addListener((ChannelFutureListener) _ -> close());
    }
  }

  /** Without waiting for what cannot be sent. */
  void close() {
    var _ = Objects.requireNonNull(context, "added").close();
  }
}
