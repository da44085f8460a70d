package io.millrace.worker.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
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
  private long sentNanos;
  private Object sending = Progress.NONE;

  /** Watches one; it is in {@code all} for as long as it is open. */
  ConnectionWatch(ArrivalTimes times, Set<ConnectionWatch> all) {
    this.times = times;
    this.all = all;
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
    if (isStuck(nowNanos) || isLateToAgree(nowNanos)) {
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

  /** Something is to be sent, and the client takes nothing of it. */
  private boolean isStuck(long nowNanos) {
    Object now = Progress.of(channel().unsafe().outboundBuffer());
    if (!now.equals(sending)) {
      sending = now;
      sentNanos = nowNanos;
    }
    return !now.equals(Progress.NONE) && nowNanos - sentNanos > times.idleNanos();
  }

  /** How far sending is: the same twice when not a byte has left between. */
  private record Progress(long pendingBytes, long sentOfFirst, int first) {
    static final Progress NONE = new Progress(0, 0, 0);

    static Progress of(@Nullable ChannelOutboundBuffer buffer) {
      return buffer == null || buffer.isEmpty()
          ? NONE
          : new Progress(
              buffer.totalPendingWriteBytes(),
              buffer.currentProgress(),
              System.identityHashCode(buffer.current()));
    }
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
              .writeAndFlush(Unpooled.copiedBuffer(late(), StandardCharsets.ISO_8859_1))
              .addListener((ChannelFutureListener) _ -> close());
    }
  }

  private static String late() {
    String body = new String(ArrivalTimes.LATE.response().body(), StandardCharsets.UTF_8);
    return "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  /** Without waiting for what cannot be sent. */
  void close() {
    var _ = Objects.requireNonNull(context, "added").close();
  }
}
