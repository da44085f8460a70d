package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.StoredTensor;
import java.util.Optional;

/** A weight and where its parts will lie. */
record PlannedWeight(
    StoredTensor source,
    WeightFormat format,
    BlockLayout blocks,
    Part values,
    Optional<Part> scales) {}
