package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.engine.EmbeddingEngine;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model that requests can ask for.
 *
 * @param name as requests write it
 * @param embedder makes its vectors
 * @param texts what is known of texts before they are embedded
 * @param leastDimensions shortest vector a request may ask for
 * @param documentSpaces in which documents lie besides the embedder's own, because they were
 *     embedded for a task; vectors of queries can be compared with all of them
 */
public record ServedModel(
    String name,
    Embedder embedder,
    Texts texts,
    int leastDimensions,
    List<VectorSpace> documentSpaces) {
  /** What an engine says of texts, on the caller's thread. */
  public interface Texts {
    /** Whether they may come with an instruction. */
    boolean takeInstructions();

    /** Tokens with the prompt; of a text that is far too long, some number above the window. */
    int countTokens(Text text);

    /** Special tokens that ids should have and do not, for people; empty if all are there. */
    Optional<String> missingSpecialTokens(int[] ids);

    /** What is left of an input that is cut where the window ends; empty if all of it fits. */
    Optional<Input> cutToWindow(Input input);

    /** Why all these together cannot be embedded in time; empty if they can. */
    Optional<Refused> late(List<EmbeddingRequest> together);
  }

  public ServedModel {
    requireNonNull(name, "name");
    requireNonNull(embedder, "embedder");
    requireNonNull(texts, "texts");
    documentSpaces = List.copyOf(documentSpaces);
    int dimensions = embedder.space().dimensions();
    if (leastDimensions < 1 || leastDimensions > dimensions) {
      throw new ConfigException(
          "model.leastDimensions is %d, must be from 1 to the model's %d"
              .formatted(leastDimensions, dimensions));
    }
  }

  /** A model whose documents all lie in its own space. */
  public ServedModel(String name, Embedder embedder, Texts texts, int leastDimensions) {
    this(name, embedder, texts, leastDimensions, List.of());
  }

  /**
   * An engine's model under its own name.
   *
   * @param leastDimensions as it is configured: 0 for what the model was trained for
   * @throws ConfigException if the model's vectors are shorter
   */
  public static ServedModel of(EmbeddingEngine engine, int leastDimensions) {
    return new ServedModel(
        engine.space().model(),
        engine,
        new TextsOfEngine(engine),
        leastDimensions == 0 ? engine.leastDimensions() : leastDimensions);
  }

  /** The same under another name. */
  public ServedModel named(String other) {
    return new ServedModel(other, embedder, texts, leastDimensions, documentSpaces);
  }

  /** The same, with documents in these spaces. */
  public ServedModel withDocumentsIn(Collection<VectorSpace> spaces) {
    return new ServedModel(name, embedder, texts, leastDimensions, List.copyOf(spaces));
  }

  ServedModel by(Embedder other) {
    return new ServedModel(name, other, texts, leastDimensions, documentSpaces);
  }

  /** In which vectors of queries lie; the embedder's own is the first. */
  List<VectorSpace> querySpaces() {
    return Stream.concat(Stream.of(embedder.space()), documentSpaces.stream()).distinct().toList();
  }

  int dimensions() {
    return embedder.space().dimensions();
  }

  private record TextsOfEngine(EmbeddingEngine engine) implements Texts {
    @Override
    public boolean takeInstructions() {
      return engine.takesInstructions();
    }

    @Override
    public int countTokens(Text text) {
      return engine.countTokens(text);
    }

    @Override
    public Optional<String> missingSpecialTokens(int[] ids) {
      return engine.missingSpecialTokens(ids);
    }

    @Override
    public Optional<Input> cutToWindow(Input input) {
      return engine.cutToWindow(input);
    }

    @Override
    public Optional<Refused> late(List<EmbeddingRequest> together) {
      return engine.late(together);
    }
  }
}
