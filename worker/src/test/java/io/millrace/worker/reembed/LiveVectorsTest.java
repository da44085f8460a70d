package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveVectorsTest {
  @Test
  void aTombstoneTakesAChunkAway() {
    TestVectors vectors =
        new TestVectors("a").chunk("x", 0, "one", 0).chunk("x", 1, "two", 1).tombstone("x", 1);

    assertThat(vectors.live().chunks("x")).hasSize(1);
  }

  @Test
  void aDocumentWithoutChunksIsGone() {
    TestVectors vectors = new TestVectors("a").document("x", 0).tombstone("x", 0);

    assertThat(vectors.live().documentIds()).isEmpty();
  }

  @Test
  void aChunkWrittenAgainIsHeldOnce() {
    TestVectors vectors = new TestVectors("a", 1).document("x", 0).document("x", 1);

    assertThat(vectors.live().sample()).isEqualTo(DocumentSample.ALL);
    assertThat(vectors.live().chunks("x")).hasSize(1);
  }

  @Test
  void tooManyVectorsLeaveASampleOfTheDocuments() {
    TestVectors vectors = documents(new TestVectors("a", 100), 1000);

    assertThat(vectors.live().documentIds()).hasSizeBetween(30, 100);
    assertThat(vectors.live().sample().share()).isBetween(1 / 64.0, 1 / 8.0);
  }

  @Test
  void aSampleHoldsWholeDocuments() {
    TestVectors vectors = new TestVectors("a", 100);
    for (int i = 0; i < 500; i++) {
      vectors.chunk("d" + i, 0, "one", 0).chunk("d" + i, 1, "two", 1);
    }

    assertThat(vectors.live().documentIds())
        .allSatisfy(id -> assertThat(vectors.live().chunks(id)).hasSize(2));
  }

  @Test
  void twoTopicsAreSampledAlike() {
    LiveVectors few = documents(new TestVectors("a", 100), 1000).live();
    LiveVectors many = documents(new TestVectors("b", 400), 1000).live();

    many.limitTo(few.sample());

    assertThat(many.documentIds()).isEqualTo(few.documentIds());
  }

  @Test
  void aTombstoneTakesAPointAwayToo() {
    TestVectors vectors =
        new TestVectors("a")
            .asPoints()
            .chunk("x", 0, "one", 0)
            .chunk("x", 1, "two", 1)
            .tombstone("x", 1)
            .tombstone("never there", 0);

    assertThat(vectors.live().documentIds()).containsExactly("x");
    assertThat(vectors.live().chunks("x")).hasSize(1);
  }

  @Test
  void pointsAreSampledAsChunksAre() {
    LiveVectors chunks = documents(new TestVectors("a", 100), 1000).live();
    LiveVectors points = documents(new TestVectors("a", 100).asPoints(), 1000).live();

    assertThat(points.documentIds()).isEqualTo(chunks.documentIds());
  }

  private static TestVectors documents(TestVectors vectors, int count) {
    for (int i = 0; i < count; i++) {
      vectors.document("d" + i, i);
    }
    return vectors;
  }
}
