package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.millrace.worker.engine.model.ModelException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Finds the devices that were asked for. */
public final class Devices {
  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  private Devices() {}

  /**
   * The devices to run on, at least one. Native libraries must have been prepared.
   *
   * @throws ModelException if a GPU was asked for by name and cannot be used; says what is missing
   */
  public static List<Device> choose(DeviceSettings settings) {
    return switch (settings.choice()) {
      case CPU -> List.of(new Device.Cpu());
      case CUDA -> {
        obstacle(settings.ordinals())
            .ifPresent(why -> {
              throw new ModelException("engine.device is cuda, but " + why);
            });
        yield cuda(settings.ordinals());
      }
      case AUTO -> {
        Optional<String> obstacle = obstacle(settings.ordinals());
        // Who builds without the provider knows it; who has it wants to know why it is idle.
        LOG.atLevel(hasProvider() ? Level.INFO : Level.DEBUG)
            .log(
                obstacle
                    .map(why -> "Running on the CPU: " + why)
                    .orElse("Running on CUDA devices " + settings.ordinals()));
        yield obstacle.isPresent() ? List.of(new Device.Cpu()) : cuda(settings.ordinals());
      }
    };
  }

  private static List<Device> cuda(List<Integer> ordinals) {
    return ordinals.stream().<Device>map(Device.Cuda::new).toList();
  }

  /** Why the GPUs cannot be used. */
  private static Optional<String> obstacle(List<Integer> ordinals) {
    if (!hasProvider()) {
      return Optional.of("this build has no CUDA provider; build it with -Pgpu");
    }
    for (int ordinal : ordinals) {
      try {
        CudaProvider.probe(ordinal);
      } catch (OrtException e) {
        return Optional.of("CUDA device %d cannot be used: %s".formatted(ordinal, why(e, ordinal)));
      }
    }
    return Optional.empty();
  }

  private static boolean hasProvider() {
    var _ = OrtEnvironment.getEnvironment(); // loads the libraries, and the logger they need
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  private static String why(OrtException failure, int ordinal) {
    String message = String.valueOf(failure.getMessage());
    return MissingLibrary.in(message)
        .map(MissingLibrary::toString)
        .orElseGet(() ->
            new CudaMemory(ordinal).deviceName().isPresent()
                ? message.lines().findFirst().orElse("")
                : "there is no such device");
  }
}
