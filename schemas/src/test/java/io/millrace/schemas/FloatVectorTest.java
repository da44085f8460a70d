package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatVectorTest {
  private static final Float[] EDGES = {0f, -0f, Float.NaN, Float.MIN_VALUE, -1.5f};

  @Test
  void equalsAndHashesLikeAnyListOfTheSameFloats() {
    List<Float> list = Arrays.asList(EDGES);
    FloatVector vector = FloatVector.copyOf(list);

    assertThat(vector).isEqualTo(list).hasSameHashCodeAs(list);
    assertThat(list).isEqualTo(vector);
    assertThat(vector).isEqualTo(FloatVector.copyOf(list));
  }

  @Test
  void positiveAndNegativeZeroDiffer() {
    assertThat(FloatVector.of(new float[] {0f})).isNotEqualTo(FloatVector.of(new float[] {-0f}));
  }

  @Test
  void copyOfAVectorIsTheVector() {
    FloatVector vector = FloatVector.of(new float[] {1, 2});

    assertThat(FloatVector.copyOf(vector)).isSameAs(vector);
  }

  @Test
  void arrayHandedOutIsACopy() {
    FloatVector vector = FloatVector.of(new float[] {1, 2});

    vector.toFloatArray()[0] = 9;

    assertThat(vector.at(0)).isEqualTo(1f);
  }

  @Test
  void cannotBeChanged() {
    FloatVector vector = FloatVector.of(new float[] {1});

    assertThatThrownBy(() -> vector.set(0, 2f)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> vector.add(2f)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void putIntoMovesTheBufferBehindTheFloats() {
    FloatBuffer buffer = FloatBuffer.allocate(3);

    FloatVector.of(new float[] {1, 2}).putInto(buffer);

    assertThat(buffer.position()).isEqualTo(2);
    assertThat(buffer.array()).containsExactly(1, 2, 0);
  }

  @Test
  void indexOutsideTheVectorIsRefused() {
    FloatVector vector = FloatVector.of(new float[] {1});

    assertThatThrownBy(() -> vector.at(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
