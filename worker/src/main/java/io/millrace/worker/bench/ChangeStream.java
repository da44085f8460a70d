package io.millrace.worker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The documents and updates of a load: the same for the same seed, but for their time. */
final class ChangeStream {
  private final ChangeLoad load;
  private final List<String> words;
  private final RandomGenerator random;
  private final List<ChangingDocument> documents = new ArrayList<>();
  private long nowMillis;

  ChangeStream(ChangeLoad load, List<String> words, long startMillis) {
    this.load = load;
    this.words = List.copyOf(words);
    this.random = new SplittableRandom(load.seed());
    this.nowMillis = startMillis;
    for (int i = 0; i < load.documents(); i++) {
      documents.add(ChangingDocument.create("doc-" + i, words, random, nowMillis));
    }
  }

  /** As they are now. */
  List<ChangingDocument> documents() {
    return List.copyOf(documents);
  }

  /** The next version of one of them, a millisecond later; or the same again. */
  ChangingDocument next() {
    int index = random.nextInt(documents.size());
    ChangingDocument document = documents.get(index);
    nowMillis++;
    if (random.nextDouble() < load.changedShare()) {
      documents.set(index, document.edited(words, random, nowMillis));
    } else if (random.nextBoolean()) {
      documents.set(index, document.revised(nowMillis));
    }
    return documents.get(index);
  }
}
