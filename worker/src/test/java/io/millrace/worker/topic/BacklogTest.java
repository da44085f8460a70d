package io.millrace.worker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.topic.Backlog.Reach;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final TopicPartition FIRST = new TopicPartition("documents", 0);
  private static final TopicPartition SECOND = new TopicPartition("documents", 1);

  @Test
  void recordsThatTheBrokerDeletedCountAsNeitherDoneNorToDo() {
    Backlog backlog = new Backlog(Map.of(FIRST, new Reach(100, 150, 400)));

    assertThat(backlog.done()).isEqualTo(50);
    assertThat(backlog.lag()).isEqualTo(250);
    assertThat(backlog.total()).isEqualTo(300);
  }

  @Test
  void aGroupThatNeverCommittedIsAtTheBeginning() {
    Backlog backlog = new Backlog(Map.of(FIRST, new Reach(100, 0, 400)));

    assertThat(backlog.done()).isZero();
    assertThat(backlog.position()).isEqualTo(100);
  }

  @Test
  void anEmptiedPartitionIsDone() {
    Backlog backlog = new Backlog(Map.of(FIRST, new Reach(7, 0, 7)));

    assertThat(backlog.hasReached(backlog)).isTrue();
    assertThat(backlog.total()).isZero();
  }

  @Test
  void aPartitionThatLagsIsNotMadeUpForByAnother() {
    Backlog earlier =
        new Backlog(Map.of(FIRST, new Reach(0, 0, 100), SECOND, new Reach(0, 0, 100)));
    Backlog now = new Backlog(Map.of(FIRST, new Reach(0, 99, 100), SECOND, new Reach(0, 500, 500)));

    assertThat(now.hasReached(earlier)).isFalse();
  }

  @Test
  void whatArrivedSinceNeedNotBeDone() {
    Backlog earlier = new Backlog(Map.of(FIRST, new Reach(0, 0, 100)));
    Backlog now = new Backlog(Map.of(FIRST, new Reach(0, 100, 170)));

    assertThat(now.hasReached(earlier)).isTrue();
    assertThat(now.lag()).isEqualTo(70);
  }
}
