package io.millrace.worker.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A document of several paragraphs in one version.
 *
 * @param sentences of each paragraph
 * @param timestampMillis of its record, epoch milliseconds
 */
record ChangingDocument(
    String id, List<List<String>> sentences, int revision, long timestampMillis) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PARAGRAPHS = 6;
  private static final int SENTENCES = 3;
  private static final int SENTENCE_WORDS = 14;

  ChangingDocument {
    sentences = sentences.stream().map(List::copyOf).toList();
  }

  static ChangingDocument create(
      String id, List<String> words, RandomGenerator random, long timestampMillis) {
    List<List<String>> sentences =
        IntStream.range(0, PARAGRAPHS)
            .mapToObj(paragraph ->
                IntStream.range(0, SENTENCES).mapToObj(i -> sentence(words, random)).toList())
            .toList();
    return new ChangingDocument(id, sentences, 0, timestampMillis);
  }

  /** Another sentence in place of one. */
  ChangingDocument edited(List<String> words, RandomGenerator random, long atMillis) {
    int place = random.nextInt(PARAGRAPHS);
    List<String> paragraph = new ArrayList<>(sentences.get(place));
    paragraph.set(random.nextInt(SENTENCES), sentence(words, random));
    List<List<String>> all = new ArrayList<>(sentences);
    all.set(place, paragraph);
    return new ChangingDocument(id, all, revision, atMillis);
  }

  /** The same text with other metadata. */
  ChangingDocument revised(long atMillis) {
    return new ChangingDocument(id, sentences, revision + 1, atMillis);
  }

  private static String sentence(List<String> words, RandomGenerator random) {
    StringBuilder sentence = new StringBuilder("The");
    for (int i = 1; i < SENTENCE_WORDS; i++) {
      sentence.append(' ').append(words.get(random.nextInt(words.size())));
    }
    return sentence.append('.').toString();
  }

  String text() {
    return String.join(
        "\n\n", sentences.stream().map(paragraph -> String.join(" ", paragraph)).toList());
  }

  byte[] value() {
    try {
      return JSON.writeValueAsBytes(Map.of("text", text(), "revision", Integer.toString(revision)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are written as JSON", e);
    }
  }
}
