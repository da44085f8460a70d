package io.millrace.worker.streams;

import io.millrace.topology.port.EmbedderBrokenException;
import io.millrace.topology.serde.StoreFormatException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/**
 * What ends a stream thread and no retry mends.
 *
 * @param remedy what a person can do, or where to look
 */
record FatalCause(Class<? extends Throwable> type, String remedy) {
  private static final List<FatalCause> ALL =
      List.of(
          new FatalCause(EmbedderBrokenException.class, "the engine is broken, see above"),
          new FatalCause(AuthenticationException.class, "kafka: the brokers refuse who this is"),
          new FatalCause(
              AuthorizationException.class, "kafka: the brokers do not allow what this does"),
          new FatalCause(
              UnsupportedVersionException.class, "kafka: the brokers are of too old a version"),
          new FatalCause(
              MissingSourceTopicException.class,
              "source.topic: the topic is gone, make it and start again"),
          new FatalCause(
              RecordTooLargeException.class,
              "max.message.bytes of a topic, or max.request.size, is lower than at the start: start"
                  + " again, which raises or heeds it, or lower source.maxDocumentSize"),
          new FatalCause(
              StoreFormatException.class,
              "the stores were written by another version: go back to that, or take another"
                  + " streams.applicationId and vectors.topic, as reembed --force does"),
          new FatalCause(
              FencedInstanceIdException.class,
              "streams.instanceId: another process has joined the group under this one's: give each"
                  + " its own"),
          new FatalCause(Error.class, "see the exception"));

  /** Of an exception or what it was caused by. */
  static Optional<FatalCause> behind(Throwable exception) {
    return Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> ALL.stream().filter(fatal -> fatal.type.isInstance(cause)))
        .findFirst();
  }
}
