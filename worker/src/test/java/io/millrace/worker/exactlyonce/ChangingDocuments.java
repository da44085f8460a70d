package io.millrace.worker.exactlyonce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may happen to documents, drawn from a seed. A document is a few paragraphs, each
 * a chunk of its own, and some paragraphs stand in several documents. Not thread safe.
 */
final class ChangingDocuments {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int KEYS = 60;
  private static final int REMEMBERED = 4;
  private static final int MOST_PARAGRAPHS = 6;
  private static final int PARAGRAPH_WORDS = 26;
  private static final String[] WORDS =
      "river stone light paper winter copper garden signal harbour thread mountain window"
          .split(" ");

  private final Random random;
  private final Map<String, Document> live = new HashMap<>();

  /** The last versions of each document, in their order. */
  private final Map<String, Deque<Change>> past = new HashMap<>();

  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private long version;

  /** What happens to a document. */
  enum Kind {
    INSERT,
    EDIT,
    METADATA_ONLY,
    MOVE,
    SHRINK,
    GROW,
    DELETE,
    REPLAY,
    LATE,
    LATE_DELETE,
    POISON;

    private static final List<Kind> TO_LIVE_ONES = List.of(values()).subList(1, values().length);
  }

  /**
   * A record of the source.
   *
   * @param value null deletes the document
   * @param version the record's timestamp, epoch milliseconds; each new one is later
   */
  record Change(String key, @Nullable String value, long version) {}

  private record Document(List<String> paragraphs, int kind) {
    Document {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  ChangingDocuments(long seed, long startMillis) {
    this.random = new Random(seed);
    this.version = startMillis;
  }

  Change next() {
    String key = "doc-" + random.nextInt(KEYS);
    Document known = live.get(key);
    Kind kind =
        known == null
            ? Kind.INSERT
            : Kind.TO_LIVE_ONES.get(random.nextInt(Kind.TO_LIVE_ONES.size()));
    counts.merge(kind, 1, Integer::sum);
    return switch (kind) {
      case POISON -> new Change(key, "{\"text\": \"broken", ++version);
      case REPLAY -> versions(key).getLast();
      case LATE -> any(versions(key));
      case LATE_DELETE -> new Change(key, null, versions(key).getFirst().version() - 1);
      case DELETE -> delete(key);
      default -> write(key, changed(kind, known));
    };
  }

  private Document changed(Kind kind, @Nullable Document known) {
    if (known == null) {
      return new Document(paragraphs(1 + random.nextInt(MOST_PARAGRAPHS)), random.nextInt());
    }
    if (kind == Kind.METADATA_ONLY) {
      return new Document(known.paragraphs(), random.nextInt());
    }
    List<String> paragraphs = new ArrayList<>(known.paragraphs());
    switch (kind) {
      case MOVE -> Collections.shuffle(paragraphs, random);
      case SHRINK ->
          paragraphs.subList(1 + random.nextInt(paragraphs.size()), paragraphs.size()).clear();
      case GROW -> paragraphs.addAll(random.nextInt(paragraphs.size() + 1), paragraphs(1));
      default -> paragraphs.set(random.nextInt(paragraphs.size()), paragraph());
    }
    return new Document(paragraphs, known.kind());
  }

  private Change delete(String key) {
    live.remove(key);
    return remembered(new Change(key, null, ++version));
  }

  private Change write(String key, Document document) {
    live.put(key, document);
    return remembered(new Change(key, json(document), ++version));
  }

  private Change remembered(Change change) {
    Deque<Change> ofDocument = versions(change.key());
    ofDocument.addLast(change);
    if (ofDocument.size() > REMEMBERED) {
      ofDocument.removeFirst();
    }
    return change;
  }

  private Deque<Change> versions(String key) {
    return past.computeIfAbsent(key, absent -> new ArrayDeque<>());
  }

  private Change any(Deque<Change> changes) {
    return List.copyOf(changes).get(random.nextInt(changes.size()));
  }

  private List<String> paragraphs(int count) {
    List<String> paragraphs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      paragraphs.add(paragraph());
    }
    return paragraphs;
  }

  /** One in five is the same in many documents, and perhaps twice in one. */
  private String paragraph() {
    StringBuilder text = new StringBuilder("The");
    Random words = random.nextInt(5) == 0 ? new Random(random.nextInt(3)) : random;
    for (int i = 0; i < PARAGRAPH_WORDS; i++) {
      text.append(' ').append(WORDS[words.nextInt(WORDS.length)]);
    }
    return text.append('.').toString();
  }

  private static String json(Document document) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "text", String.join("\n\n", document.paragraphs()),
              "kind", Integer.toString(document.kind())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are written as JSON", e);
    }
  }

  /** How often what happened. */
  Map<Kind, Integer> counts() {
    return Map.copyOf(counts);
  }
}
