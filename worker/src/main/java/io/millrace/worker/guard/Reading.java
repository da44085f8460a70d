package io.millrace.worker.guard;

import static java.util.Objects.requireNonNull;

/**
 * How much of a memory is in use.
 *
 * @param name {@code cuda:0} for a GPU's, {@code host}, or {@code heap} for Java's own
 * @param freeBytes what could still be taken
 */
public record Reading(String name, long usedBytes, long freeBytes) {
  static final String HEAP = "heap";

  public Reading {
    requireNonNull(name, "name");
  }

  boolean isHeap() {
    return name.equals(HEAP);
  }

  /** Share that is in use, from 0 to 1. */
  public double fill() {
    long reach = usedBytes + freeBytes;
    return reach == 0 ? 0 : (double) usedBytes / reach;
  }
}
