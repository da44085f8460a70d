package io.millrace.worker.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README and the demo name these counts. */
class SampleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS = Set.of("title", "body", "topic", "author", "year");

  private final List<JsonNode> records = read("documents.jsonl").lines().map(this::json).toList();

  @Test
  void holdsDocumentsOnTwelveTopics() {
    Map<String, JsonNode> documents = new HashMap<>();
    Set<String> topics = new HashSet<>();
    for (JsonNode document : records.stream().filter(SampleTest::isDocument).toList()) {
      documents.put(key(document), document);
      topics.add(document.at("/value/topic").textValue());
      assertThat(fields(document)).isEqualTo(FIELDS);
    }
    assertThat(documents).hasSize(228);
    assertThat(topics).hasSize(12);
    assertThat(documents).allSatisfy((key, it) -> assertThat(key).startsWith(topic(it) + "-"));
  }

  @Test
  void changesSomeDocumentsRepeatsSomeAndDeletesSome() {
    Map<String, JsonNode> latest = new HashMap<>();
    int updates = 0;
    int repeats = 0;
    int deletes = 0;
    for (JsonNode record : records) {
      boolean known = latest.containsKey(key(record));
      if (record.get("value").isNull()) {
        assertThat(latest.remove(key(record))).isNotNull();
        deletes++;
      } else if (isDocument(record)) {
        JsonNode before = latest.put(key(record), record);
        updates += known && !record.equals(before) ? 1 : 0;
        repeats += known && record.equals(before) ? 1 : 0;
      }
    }
    assertThat(List.of(updates, repeats, deletes)).containsExactly(10, 5, 5);
    assertThat(latest).hasSize(223);
  }

  @Test
  void holdsThreeRecordsThatBelongInTheDeadLetters() {
    List<String> poison =
        records.stream()
            .filter(record -> !isDocument(record) && !record.get("value").isNull())
            .map(SampleTest::key)
            .toList();
    assertThat(poison).containsExactly("poison-001", "poison-002", "poison-003");
  }

  @Test
  void everySearchExpectsADocumentThatIsStillThere() {
    Map<String, JsonNode> latest = new HashMap<>();
    records.forEach(record -> latest.put(key(record), record));
    JsonNode searches = json(read("searches.json"));

    assertThat(searches).hasSize(3);
    for (JsonNode search : searches) {
      assertThat(search.get("query").textValue()).isNotBlank();
      assertThat(isDocument(requireNonNull(latest.get(search.get("expect").textValue())))).isTrue();
    }
  }

  private static boolean isDocument(JsonNode record) {
    return !record.at("/value/body").asText("").isBlank();
  }

  private static String key(JsonNode record) {
    return record.get("key").textValue();
  }

  private static String topic(JsonNode document) {
    return document.at("/value/topic").textValue();
  }

  private static Set<String> fields(JsonNode document) {
    return document
        .get("value")
        .propertyStream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static String read(String name) {
    try (var in = requireNonNull(SampleTest.class.getResourceAsStream("/sample/" + name))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
