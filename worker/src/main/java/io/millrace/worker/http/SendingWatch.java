package io.millrace.worker.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Notices that a client takes nothing of what is to be sent. Owned by the server's thread. */
final class SendingWatch {
  private final long idleNanos;
  private Progress last = Progress.NONE;
  private long lastNanos;

  /**
   * Nothing is to be sent yet.
   *
   * @param idleNanos how long a client may take nothing
   */
  SendingWatch(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  boolean isStuck(Channel channel, long nowNanos) {
    Progress now = Progress.of(channel.unsafe().outboundBuffer());
    if (!now.equals(last)) {
      last = now;
      lastNanos = nowNanos;
    }
    return !now.equals(Progress.NONE) && nowNanos - lastNanos > idleNanos;
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
}
