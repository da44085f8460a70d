package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.token.TokenizerException;
import io.millrace.worker.http.HttpError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what a body asks for against what its model can do. */
final class PrepareRequest {
  private final ServedModel model;
  private final EmbeddingsBody body;
  private final Role role;
  private final Optional<String> demandedSpace;

  private PrepareRequest(ModelNames.Name name, EmbeddingsBody body, Optional<String> demandedSpace)
      throws RefusedException {
    this.model = name.model();
    this.body = body;
    this.demandedSpace = demandedSpace;
    this.role = role(name, body);
  }

  /**
   * Prepares one.
   *
   * @param demandedSpace fingerprint of the one that the vectors must lie in
   * @param threads where its texts are cut
   */
  static Prepared prepare(
      ModelNames names,
      EmbeddingsBody body,
      Optional<String> demandedSpace,
      TokenizingThreads threads,
      Deadline deadline)
      throws RefusedException, InterruptedException {
    return new PrepareRequest(names.find(body.model()), body, demandedSpace)
        .prepare(threads, deadline);
  }

  private Prepared prepare(TokenizingThreads threads, Deadline deadline)
      throws RefusedException, InterruptedException {
    requireInstructions();
    VectorSpace space = space(dimensions());
    List<Input> inputs = new ArrayList<>();
    List<Integer> truncated = new ArrayList<>();
    for (Input whole : inputs()) {
      Optional<Input> cut =
          body.truncate() ? threads.call(deadline, () -> cut(whole)) : Optional.empty();
      if (cut.isPresent()) {
        truncated.add(inputs.size());
      }
      inputs.add(cut.orElse(whole));
    }
    return new Prepared(model, inputs, truncated, space);
  }

  private List<? extends Input> inputs() throws RefusedException {
    return switch (body.inputs()) {
      case Inputs.Texts(List<String> texts) ->
          texts.stream().map(text -> new Text(text, role, body.instruction())).toList();
      case Inputs.TokenIds(List<int[]> ids) -> {
        requireDocuments();
        requireSpecialTokens(ids);
        yield ids.stream().map(Tokens::new).toList();
      }
    };
  }

  private Optional<Input> cut(Input whole) {
    try {
      return model.texts().cutToWindow(whole);
    } catch (TokenizerException e) {
      // The engine will refuse it, and say why.
      return Optional.empty();
    }
  }

  private static Role role(ModelNames.Name name, EmbeddingsBody body) throws RefusedException {
    if (name.role().isPresent() && body.role().isPresent() && !name.role().equals(body.role())) {
      throw RefusedException.invalid(
          "input_type",
          "contradiction",
          "input_type is another one than the model's name says: leave one of them out");
    }
    return name.role().or(body::role).orElse(Role.DOCUMENT);
  }

  private void requireInstructions() throws RefusedException {
    if (body.instruction().isPresent() && !model.texts().takeInstructions()) {
      throw RefusedException.invalid(
          "instruction",
          "instructions_not_supported",
          "%s takes no instruction: leave it out".formatted(model.name()));
    }
  }

  /** A prompt cannot be put in front of token ids, and without it the vector would be wrong. */
  private void requireDocuments() throws RefusedException {
    if (role == Role.QUERY || body.instruction().isPresent()) {
      throw RefusedException.invalid(
          body.instruction().isPresent() ? "instruction" : "input_type",
          "prompt_not_possible",
          "token ids are embedded as they are: send texts, or put the prompt's tokens in front");
    }
  }

  /** Clients that make ids by themselves often make another model's. */
  private void requireSpecialTokens(List<int[]> ids) throws RefusedException {
    for (int i = 0; i < ids.size(); i++) {
      Optional<String> missing = model.texts().missingSpecialTokens(ids.get(i));
      if (missing.isPresent()) {
        throw RefusedException.invalid(
            "input",
            "special_tokens_missing",
            "input %d: token ids of %s have %s".formatted(i, model.name(), missing.get()));
      }
    }
  }

  private int dimensions() throws RefusedException {
    int whole = model.dimensions();
    int asked = body.dimensions().orElse(whole);
    if (asked < model.leastDimensions() || asked > whole) {
      throw RefusedException.invalid(
          "dimensions",
          "invalid_dimensions",
          model.leastDimensions() == whole
              ? "%s makes vectors of %d dimensions, which cannot be cut"
                  .formatted(model.name(), whole)
              : "dimensions must be from %d to %d".formatted(model.leastDimensions(), whole));
    }
    return asked;
  }

  /** The one that is demanded, if the vectors lie in it. */
  private VectorSpace space(int dimensions) throws RefusedException {
    List<VectorSpace> possible =
        spaces().stream().map(space -> space.withDimensions(dimensions)).toList();
    if (demandedSpace.isEmpty()) {
      return possible.getFirst();
    }
    return possible.stream()
        .filter(space -> space.fingerprint().equals(demandedSpace.get()))
        .findFirst()
        .orElseThrow(() -> otherSpace(possible));
  }

  /**
   * Queries lie in the spaces of the documents; a document with an instruction in one of its own.
   */
  private List<VectorSpace> spaces() {
    return role == Role.QUERY
        ? model.querySpaces()
        : List.of(
            body.instruction()
                .map(task -> model.embedder().forTask(task).space())
                .orElseGet(model.embedder()::space));
  }

  private static RefusedException otherSpace(List<VectorSpace> possible) {
    return new RefusedException(
        HttpError.invalid(
            409,
            "space_mismatch",
            "these vectors are of space %s, and cannot be compared with the one in %s"
                .formatted(
                    possible.stream()
                        .map(VectorSpace::fingerprint)
                        .collect(Collectors.joining(" or ")),
                    EmbeddingsHandler.SPACE_HEADER)));
  }
}
