package io.millrace.worker.cli;

import io.millrace.worker.deadletters.LetterPosition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A dead letter by its position in the topic. */
final class LetterPositionConverter implements ITypeConverter<LetterPosition> {
  @Override
  public LetterPosition convert(String written) {
    return LetterPosition.parse(written)
        .orElseThrow(() ->
            new TypeConversionException(
                "\"%s\" is no dead letter; write PARTITION@OFFSET, for example 0@17"
                    .formatted(written)));
  }
}
