package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Cosines between a few texts that the makers of a model published: the reference where whole
 * vectors are not to be had.
 *
 * @param model that the figures are of
 * @param isCertain whether the weights are surely that model's; otherwise they only have its shape,
 *     and say nothing else of themselves
 * @param queries as the model sees them, prompt included
 * @param documents as the model sees them
 * @param cosines a row for each query, a column for each document; all dimensions of the model
 */
public record GoldenSimilarities(
    String model,
    boolean isCertain,
    List<String> queries,
    List<String> documents,
    List<List<Double>> cosines) {
  public GoldenSimilarities {
    requireNonNull(model, "model");
    queries = List.copyOf(queries);
    documents = List.copyOf(documents);
    cosines = cosines.stream().map(List::copyOf).toList();
  }
}
