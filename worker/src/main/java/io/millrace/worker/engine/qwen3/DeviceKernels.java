package io.millrace.worker.engine.qwen3;

import static java.util.Objects.requireNonNull;

/** What of the network is written differently for each kind of device. */
record DeviceKernels(NetworkLayout layout, GatedActivation activation) {
  DeviceKernels {
    requireNonNull(layout, "layout");
    requireNonNull(activation, "activation");
  }

  static DeviceKernels onCpu(Qwen3Config config) {
    return new DeviceKernels(PaddedAttention.onCpu(config), GatedActivation.inTwoPasses());
  }

  /** On the CPU, with padding in the whole network. */
  static DeviceKernels paddedOnCpu(Qwen3Config config) {
    return new DeviceKernels(PaddedAttention.ofPaddedTexts(config), GatedActivation.inTwoPasses());
  }

  static DeviceKernels onGpu(Qwen3Config config, ComputeType type) {
    return new DeviceKernels(
        new AttentionOfBatch(new PackedAttention(config, type), PaddedAttention.onGpu(config)),
        GatedActivation.onGpu(config, type));
  }
}
