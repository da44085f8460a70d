package io.millrace.worker.health;

/** A part that says how it is, at once and without asking anybody else. Thread safe. */
@FunctionalInterface
public interface Checked {
  Check check();
}
