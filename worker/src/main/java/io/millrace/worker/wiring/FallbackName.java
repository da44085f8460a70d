package io.millrace.worker.wiring;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import java.util.Locale;

/** What requests call the fallback's model: by its name, unless the first model has the same. */
final class FallbackName {
  private FallbackName() {}

  /**
   * The name; of the same model cut or quantized another way {@code <name>@<dimensions>} or {@code
   * <name>@<precision>}.
   *
   * @throws ConfigException if requests could not tell the two models apart
   */
  static String of(WorkerConfig config, VectorSpace model, VectorSpace fallback) {
    if (fallback.fingerprint().equals(model.fingerprint())) {
      throw new ConfigException(
          "fallback.model: makes the same vectors as model; another path, precision or dimensions would not");
    }
    if (!fallback.model().equals(model.model())) {
      return fallback.model();
    }
    if (fallback.dimensions() != model.dimensions()) {
      return "%s@%d".formatted(fallback.model(), fallback.dimensions());
    }
    WorkerConfig.Precision precision = config.fallback().model().precision();
    if (precision == config.model().precision()) {
      throw new ConfigException(
          "fallback.model: is called %s as model is; its folder needs another name"
              .formatted(fallback.model()));
    }
    return "%s@%s".formatted(fallback.model(), precision.name().toLowerCase(Locale.ROOT));
  }
}
