package io.millrace.topology.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts that look like those of people: paragraphs of sentences of words, all from a seed. */
enum RandomTexts {
  ENGLISH(
      " ",
      ". ",
      "the a this river mill engine keeps turning while water falls over wooden wheels and grain"
          + " becomes flour before morning every miller knows that stones wear down slowly but"
          + " never evenly so they must be dressed again when harvest has come from distant farms"),
  GERMAN(
      " ",
      ". ",
      "der die das Mühle Wasser läuft über hölzerne Räder und Korn wird zu Mehl bevor der Morgen"
          + " kommt jeder Müller weiß dass Steine langsam aber ungleichmäßig verschleißen weshalb"
          + " Genossenschaftsversammlungen größere Überschüsse beschließen müssen"),
  CHINESE(
      "",
      "。",
      "水车 磨坊 河流 面粉 工人 清晨 每天 知道 石头 慢慢 磨损 但是 从不 均匀 所以 必须 重新 修整 收获 以后 来自 远方 的 农场 把 谷物"
          + " 运到 这里 机器 继续 转动"),
  EMOJI(
      " ",
      "! ",
      "so happy 😀 😂 🎉 today 👨‍👩‍👧‍👦 we went 🚀 to the beach 🏖️ and ate 🍕 with 👍🏽 friends 🇩🇪 🇫🇷 omg ❤️ what a"
          + " day 😭 never again lol 🔥"),
  MARKDOWN(
      " ",
      ". ",
      "run `millrace check` with **care** before you [deploy](https://example.org) any worker to"
          + " production because stale vectors cost more than idle machines and nobody reads logs"
          + " until search results look wrong on Mondays");

  private final String space;
  private final String stop;
  private final String words;

  RandomTexts(String space, String stop, String words) {
    this.space = space;
    this.stop = stop;
    this.words = words;
  }

  List<String> paragraphs(Random random, int count) {
    List<String> paragraphs = new ArrayList<>();
    while (paragraphs.size() < count) {
      paragraphs.add(paragraph(random));
    }
    return paragraphs;
  }

  String paragraph(Random random) {
    return switch (this == MARKDOWN ? random.nextInt(10) : 9) {
      case 0, 1 -> "#".repeat(1 + random.nextInt(3)) + " " + words(random, 3);
      case 2 -> "```\n" + lines(random, 4, line -> line + ";") + "\n```";
      case 3 -> "| a | b |\n|---|---|\n" + lines(random, 5, line -> "| " + line + " | 1 |");
      case 4 -> lines(random, 4, line -> "- " + line);
      default -> sentences(random);
    };
  }

  String sentence(Random random) {
    return words(random, 6 + random.nextInt(14)) + stop.strip();
  }

  private String sentences(Random random) {
    return IntStream.range(0, 2 + random.nextInt(4))
        .mapToObj(_ -> sentence(random))
        .collect(Collectors.joining(stop.endsWith(" ") ? " " : ""));
  }

  private String lines(Random random, int count, Function<String, String> form) {
    return IntStream.range(0, count)
        .mapToObj(_ -> form.apply(words(random, 5)))
        .collect(Collectors.joining("\n"));
  }

  /** The first in upper case, as ICU needs it behind a full stop. */
  private String words(Random random, int count) {
    String[] all = words.split(" ", -1);
    String line =
        IntStream.range(0, count)
            .mapToObj(_ -> all[random.nextInt(all.length)])
            .collect(Collectors.joining(space));
    int first = line.offsetByCodePoints(0, 1);
    return line.substring(0, first).toUpperCase(Locale.ROOT) + line.substring(first);
  }
}
