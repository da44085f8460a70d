package io.millrace.worker.engine.qwen3;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.device.KernelLauncher;
import io.millrace.worker.engine.onnx.CustomOperator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What of the network is written differently for each kind of device. */
record DeviceKernels(
    NetworkLayout layout, GatedActivation activation, List<CustomOperator> operators) {
  DeviceKernels {
    operators = List.copyOf(operators);
    requireNonNull(layout, "layout");
    requireNonNull(activation, "activation");
  }

  static DeviceKernels onCpu(Qwen3Config config) {
    return new DeviceKernels(
        PaddedAttention.onCpu(config), GatedActivation.inTwoPasses(), List.of());
  }

  /** On the CPU, with padding in the whole network. */
  static DeviceKernels paddedOnCpu(Qwen3Config config) {
    return new DeviceKernels(
        PaddedAttention.ofPaddedTexts(config), GatedActivation.inTwoPasses(), List.of());
  }

  /** With kernels of our own, if there are some, for what they are made for. */
  static DeviceKernels onGpu(Qwen3Config config, ComputeType type, Optional<KernelLauncher> own) {
    Optional<RotateOperator> rotate =
        own.filter(kernels -> RotateOperator.suits(config))
            .map(kernels -> new RotateOperator(kernels, config, type));
    Optional<GateOperator> gate =
        own.filter(kernels -> GateOperator.suits(config))
            .map(kernels -> new GateOperator(kernels, type));
    return new DeviceKernels(
        new AttentionOfBatch(
            new PackedAttention(config, type, rotate.isPresent()), PaddedAttention.onGpu(config)),
        gate.<GatedActivation>map(Function.identity()).orElseGet(GatedActivation::inTwoPasses),
        Stream.<Optional<? extends CustomOperator>>of(rotate, gate)
            .<CustomOperator>flatMap(Optional::stream)
            .toList());
  }
}
