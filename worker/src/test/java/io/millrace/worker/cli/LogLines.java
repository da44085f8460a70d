package io.millrace.worker.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged to stderr meanwhile: its appender wrote to the stream before a test took it. */
public final class LogLines {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Listening listening = new Listening(lines);

  public void start() {
    listening.start();
    root().addAppender(listening);
  }

  public void stop() {
    root().removeAppender(listening);
    listening.stop();
  }

  void clear() {
    lines.clear();
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  private static Logger root() {
    return (Logger) LogManager.getRootLogger();
  }

  private static final class Listening extends AbstractAppender {
    private final List<String> lines;

    Listening(List<String> lines) {
      super("listening", null, null, true, Property.EMPTY_ARRAY);
      this.lines = lines;
    }

    @Override
    public void append(LogEvent event) {
      lines.add(
          "%s %s %s"
              .formatted(
                  event.getLevel(),
                  event.getLoggerName(),
                  requireNonNull(event.getMessage()).getFormattedMessage()));
    }
  }
}
