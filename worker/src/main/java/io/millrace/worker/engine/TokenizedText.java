package io.millrace.worker.engine;

/** A text that the model can take. */
record TokenizedText(TextInFlight text, int[] tokens) {}
