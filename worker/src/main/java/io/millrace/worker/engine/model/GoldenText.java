package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

/**
 * A text whose vector is known from the reference implementation of the model.
 *
 * @param text as the model sees it, a prompt included
 * @param vector all dimensions of the model
 */
public record GoldenText(String text, float[] vector) {
  public GoldenText {
    requireNonNull(text, "text");
    requireNonNull(vector, "vector");
  }
}
