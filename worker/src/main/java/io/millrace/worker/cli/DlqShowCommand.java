package io.millrace.worker.cli;

import io.millrace.worker.deadletters.DeadLetter;
import io.millrace.worker.deadletters.DeadLetterTopic;
import io.millrace.worker.deadletters.LetterPosition;
import io.millrace.worker.local.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = "Prints a dead letter: headers, key and value, in hexadecimal if not UTF-8.",
    mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions where = new DeadLetterOptions();

  @Parameters(
      paramLabel = "PARTITION@OFFSET",
      converter = LetterPositionConverter.class,
      description = "The letter, as listed.")
  private LetterPosition position;

  @Option(
      names = "--value",
      paramLabel = "FILE",
      description = "Write the value to this file, byte by byte, instead of printing it.")
  private Optional<Path> file = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DeadLetterTopic topic = where.topic(where.settings());
    DeadLetter letter =
        topic
            .letter(position)
            .orElseThrow(() ->
                new InputException(
                    "there is no dead letter %s in topic \"%s\""
                        .formatted(position, topic.name())));
    PrintWriter out = spec.commandLine().getOut();
    print(letter, out);
    if (file.isPresent()) {
      write(value(letter, topic), file.get());
    } else {
      out.println("value " + value(letter));
    }
    return 0;
  }

  private static void print(DeadLetter letter, PrintWriter out) {
    out.println("letter " + letter.at());
    out.println("source " + Printable.line(letter.coordinates()));
    out.println("timestamp " + Instant.ofEpochMilli(letter.timestampMillis()));
    for (Header header : letter.record().headers()) {
      out.println("header %s: %s".formatted(Printable.line(header.key()), line(header.value())));
    }
    out.println("key " + line(letter.record().key()));
  }

  private static String line(byte @Nullable [] bytes) {
    return bytes == null ? "null" : Printable.line(bytes);
  }

  private static String value(DeadLetter letter) {
    if (letter.omittedValueBytes().isPresent()) {
      return "of %d bytes, too long to be carried; --value FILE reads it from its source"
          .formatted(letter.valueBytes());
    }
    byte[] value = letter.record().value();
    return value == null
        ? "null"
        : "of %d bytes:%n%s".formatted(value.length, Printable.block(value));
  }

  private static byte[] value(DeadLetter letter, DeadLetterTopic topic) {
    if (letter.omittedValueBytes().isPresent()) {
      return topic
          .omittedValue(letter)
          .orElseThrow(() ->
              new InputException(
                  "the value of %s is no longer at %s"
                      .formatted(letter.at(), letter.coordinates())));
    }
    if (letter.record().value() == null) {
      throw new InputException("the value of %s is null".formatted(letter.at()));
    }
    return letter.record().value();
  }

  private static void write(byte[] value, Path file) {
    try {
      Files.write(file, value);
    } catch (IOException e) {
      throw new InputException("cannot write %s: %s".formatted(file, e));
    }
  }
}
