package io.millrace.worker.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.stage.StageCounters.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What happens to a row of a real PostgreSQL happens to its vectors. Each test has rows of its own;
 * the snapshot is looked at first and the table truncated last.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DebeziumIT {
  private static final String UNAVAILABLE = "__debezium_unavailable_value";
  private static final String[] WORDS =
      "river stone light paper winter copper garden signal harbour thread mountain window"
          .split(" ", -1);

  /** Stays, with every log in it, when a test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static CdcFixture cdc;

  @SuppressWarnings("NullAway.Init")
  private Articles articles;

  @SuppressWarnings("NullAway.Init")
  private ArticleVectors vectors;

  @BeforeAll
  static void start() throws Exception {
    System.out.println("logs in " + folder);
    cdc = new CdcFixture(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    cdc.close();
  }

  private void follow(Delivery delivery) {
    articles = cdc.articles(delivery);
    vectors = cdc.vectors(delivery);
  }

  @AfterEach
  void checkIsClean() throws InterruptedException {
    assertThat(vectors.check().findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void rowsThatWereThereBeforeAreEmbedded(Delivery delivery) {
    follow(delivery);

    vectors.await(1, "The mill", "A mill stands by the river.");
  }

  @ParameterizedTest
  @EnumSource
  void aNewRowIsEmbedded(Delivery delivery) throws Exception {
    follow(delivery);

    articles.insert(10, "The wheel", "Water turns the wheel.");

    vectors.await(10, "The wheel", "Water turns the wheel.");
  }

  @ParameterizedTest
  @EnumSource
  void aChangedTextTakesThePlaceOfTheOldOne(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(20, "The weir", body(20, 30));
    vectors.await(20, "The weir", body(20, 30));

    articles.execute("UPDATE articles SET body = 'It holds the water back.' WHERE id = 20");

    vectors.await(20, "The weir", "It holds the water back.");
  }

  @ParameterizedTest
  @EnumSource
  void aChangedColumnIsOnEveryChunkAndNothingIsEmbedded(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(30, "The stones", "Two stones grind the grain.");
    vectors.await(30, "The stones", "Two stones grind the grain.");
    List<VectorRecord> before = vectors.of(30);
    long embedded = embedded();

    articles.execute("UPDATE articles SET views = 7 WHERE id = 30");

    vectors.awaitMetadata(30, "views", "7");
    assertThat(vectors.of(30))
        .extracting(VectorRecord::getVector)
        .containsExactlyElementsOf(before.stream().map(VectorRecord::getVector).toList());
    assertThat(embedded()).isEqualTo(embedded);
  }

  @ParameterizedTest
  @EnumSource
  void aTextThatAChangeLeavesOutStays(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(40, "The sacks", longBody(40));
    vectors.await(40, "The sacks", longBody(40));
    long embedded = embedded();

    articles.execute("UPDATE articles SET views = 8 WHERE id = 40");

    vectors.awaitMetadata(40, "views", "8");
    assertThat(vectors.events())
        .anySatisfy(event -> assertThat(event).contains("\"id\":40,", UNAVAILABLE));
    vectors.await(40, "The sacks", longBody(40));
    assertThat(embedded()).isEqualTo(embedded);
  }

  @ParameterizedTest
  @EnumSource
  void aNewTitleMeetsTheBodyThatAChangeLeavesOut(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(50, "The cart", longBody(50));
    vectors.await(50, "The cart", longBody(50));

    articles.execute("UPDATE articles SET title = 'The waggon' WHERE id = 50");

    vectors.await(50, "The waggon", longBody(50));
  }

  @ParameterizedTest
  @EnumSource
  void aRowWithANewPrimaryKeyTakesItsChunksAlong(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(60, "The miller", "He lives above the mill.");
    vectors.await(60, "The miller", "He lives above the mill.");

    articles.execute("UPDATE articles SET id = 61 WHERE id = 60");

    vectors.await(61, "The miller", "He lives above the mill.");
    vectors.awaitNone(60);
  }

  @ParameterizedTest
  @EnumSource
  void aNewPrimaryKeyWithoutTheTextIsADeadLetter(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(62, "The heir", longBody(62));
    vectors.await(62, "The heir", longBody(62));

    articles.execute("UPDATE articles SET id = 63 WHERE id = 62");

    // Nothing was ever known of 63, and Debezium leaves its body out.
    vectors.awaitDeadLetters("UNAVAILABLE_COLUMN");
    vectors.awaitNone(62);
    vectors.awaitNone(63);
  }

  @ParameterizedTest
  @EnumSource
  void aNewPrimaryKeyTakesALongTextAlongWhereTheWholeRowIsTheIdentity(Delivery delivery)
      throws Exception {
    follow(delivery);
    articles.insert(64, "The daughter", longBody(64));
    vectors.await(64, "The daughter", longBody(64));
    articles.execute("ALTER TABLE articles REPLICA IDENTITY FULL");

    articles.execute("UPDATE articles SET id = 65 WHERE id = 64");

    articles.execute("ALTER TABLE articles REPLICA IDENTITY DEFAULT");
    vectors.await(65, "The daughter", longBody(64));
    vectors.awaitNone(64);
  }

  @ParameterizedTest
  @EnumSource
  void ofSeveralChangesInATransactionTheLastCounts(Delivery delivery) throws Exception {
    follow(delivery);

    articles.execute(
        """
        BEGIN;
        INSERT INTO articles (id, title, body) VALUES (66, 'The toll', 'A tenth of the flour.');
        UPDATE articles SET body = 'An eighth of the flour.' WHERE id = 66;
        UPDATE articles SET body = 'A twelfth of the flour.' WHERE id = 66;
        COMMIT
        """);

    vectors.await(66, "The toll", "A twelfth of the flour.");
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedRowLosesItsChunks(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(70, "The fire", body(70, 30));
    vectors.await(70, "The fire", body(70, 30));

    articles.execute("DELETE FROM articles WHERE id = 70");

    vectors.awaitNone(70);
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatComesBackIsEmbedded(Delivery delivery) throws Exception {
    follow(delivery);
    articles.insert(80, "The flood", "The river takes the weir.");
    vectors.await(80, "The flood", "The river takes the weir.");
    articles.execute("DELETE FROM articles WHERE id = 80");
    vectors.awaitNone(80);

    articles.insert(80, "The repair", "The weir stands again.");

    vectors.await(80, "The repair", "The weir stands again.");
  }

  @ParameterizedTest
  @EnumSource
  void aNewColumnIsMetadata(Delivery delivery) throws Exception {
    follow(delivery);
    articles.execute("ALTER TABLE articles ADD COLUMN author text");

    articles.execute(
        "INSERT INTO articles (id, title, body, author) VALUES (?, ?, ?, ?)",
        90,
        "The ledger",
        "All sacks are counted.",
        "Ann");

    vectors.await(90, "The ledger", "All sacks are counted.");
    vectors.awaitMetadata(90, "author", "Ann");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aTruncatedTableHasNoChunks() throws Exception {
    follow(Delivery.ENVELOPED);
    articles.insert(100, "The mouse", "It eats the flour.");
    vectors.await(100, "The mouse", "It eats the flour.");

    articles.execute("TRUNCATE articles");
    articles.insert(101, "The cat", "It eats the mouse.");

    vectors.awaitNone(100);
    vectors.await(101, "The cat", "It eats the mouse.");
    assertThat(vectors.live()).hasSize(1);
  }

  /** Chunks whose vector was not reused, since the worker started. */
  private static long embedded() {
    Counts counts = cdc.counts();
    return counts.lookedAheadChunks() + counts.onDemandChunks();
  }

  /** More than 8 KB: PostgreSQL keeps it out of the row. */
  private static String longBody(long seed) {
    return body(seed, 130);
  }

  private static String body(long seed, int sentences) {
    Random random = new Random(seed);
    return random
        .ints(sentences, 6, 14)
        .mapToObj(words -> sentence(random, words))
        .collect(Collectors.joining(" "));
  }

  private static String sentence(Random random, int words) {
    return random
        .ints(words, 0, WORDS.length)
        .mapToObj(i -> WORDS[i])
        .collect(Collectors.joining(" ", "The ", "."));
  }
}
