package io.millrace.schemas;

import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An immutable vector of floats that is also the {@code List<Float>} Avro's generated classes ask
 * for. Only {@link #get} and the iterator box; the serde and everyone who calls {@link #at}, {@link
 * #putInto} or {@link #toFloatArray} does not.
 */
public final class FloatVector extends AbstractList<Float> implements RandomAccess {
  private final float[] values;

  private FloatVector(float[] values) {
    this.values = requireNonNull(values, "values");
  }

  /** Takes ownership of the array: whoever made it must not write to it again. */
  public static FloatVector of(float[] values) {
    return new FloatVector(values);
  }

  /**
   * The list as a vector; the list itself if it already is one.
   *
   * @throws NullPointerException if the list or one of its elements is null
   */
  public static FloatVector copyOf(List<Float> list) {
    if (list instanceof FloatVector vector) {
      return vector;
    }
    float[] values = new float[list.size()];
    int index = 0;
    for (Float value : list) {
      values[index++] = value;
    }
    return new FloatVector(values);
  }

  @Override
  public Float get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  /**
   * {@link #get} without boxing.
   *
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public float at(int index) {
    return values[Objects.checkIndex(index, values.length)];
  }

  /**
   * Writes all floats at the buffer's position and moves it behind them.
   *
   * @throws java.nio.BufferOverflowException if fewer than {@link #size} floats remain
   */
  public void putInto(FloatBuffer target) {
    target.put(values);
  }

  /** A copy, for the caller to keep. */
  public float[] toFloatArray() {
    return values.clone();
  }

  // Arrays.equals and Arrays.hashCode agree with List's contract on floats, NaN and -0.0 included.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FloatVector vector
        ? Arrays.equals(values, vector.values)
        : super.equals(other);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
