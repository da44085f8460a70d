package io.millrace.schemas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Attributes of all types, drawn at random. */
public final class RandomAttributes {
  private static final String[] STRINGS = {"", "a", "漢字", "🦀", "\0", "a \"b\"\n"};

  private RandomAttributes() {}

  /** One of each type, called like it. */
  public static List<Attribute> ofAllTypes() {
    return Arrays.stream(AttributeType.values())
        .map(type -> new Attribute(type.name().toLowerCase(Locale.ROOT), type))
        .toList();
  }

  /** Any of {@link #ofAllTypes}, in any order. */
  public static List<Attribute> some(Random random) {
    List<Attribute> all = new ArrayList<>(ofAllTypes());
    Collections.shuffle(all, random);
    return List.copyOf(all.subList(0, random.nextInt(all.size() + 1)));
  }

  public static Attributes values(Random random, List<Attribute> fields) {
    return new Attributes(
        fields, fields.stream().map(field -> value(random, field.type())).toList());
  }

  private static Object value(Random random, AttributeType type) {
    return switch (type) {
      case STRING -> string(random);
      case LONG -> random.nextLong();
      case DOUBLE -> random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRINGS -> list(random, () -> string(random));
      case LONGS -> list(random, random::nextLong);
      case DOUBLES -> list(random, random::nextGaussian);
      case BOOLEANS -> list(random, random::nextBoolean);
    };
  }

  private static List<Object> list(Random random, Supplier<Object> item) {
    return Stream.generate(item).limit(1 + random.nextInt(4)).toList();
  }

  private static String string(Random random) {
    return STRINGS[random.nextInt(STRINGS.length)];
  }
}
