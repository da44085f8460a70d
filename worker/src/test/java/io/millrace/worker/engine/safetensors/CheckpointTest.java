package io.millrace.worker.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final String ONE = "model-00001-of-00002.safetensors";
  private static final String TWO = "model-00002-of-00002.safetensors";

  @TempDir Path temp;
  private Path folder;
  private Path single;

  @BeforeEach
  void resolveLinks() throws IOException {
    folder = temp.toRealPath();
    single = folder.resolve("model.safetensors");
  }

  @Test
  void tensorOfASingleFileIsFound() throws IOException {
    new SafetensorsWriter()
        .zeros("first", DType.BF16, 3)
        .floats("second", DType.F32, new float[] {1, 2, 3, 4}, 2, 2)
        .write(single);
    Checkpoint checkpoint = Checkpoint.open(folder);

    StoredTensor second = checkpoint.require("second", 2, 2);

    long start = Files.size(single) - 16;
    assertThat(second)
        .isEqualTo(new StoredTensor("second", DType.F32, new long[] {2, 2}, single, start, 16));
    assertThat(numberAt(second, 3)).isEqualTo(4);
    assertThat(checkpoint.tensors())
        .extracting(StoredTensor::name)
        .containsExactly("first", "second");
    assertThat(checkpoint.folder()).isEqualTo(folder);
    assertThat(checkpoint.find("third")).isEmpty();
  }

  @Test
  void tensorsOfShardsAreFound() throws IOException {
    writeShards();
    SafetensorsWriter.writeIndex(folder, "first", ONE, "second", TWO);

    Checkpoint checkpoint = Checkpoint.open(folder);

    assertThat(checkpoint.require("first").file()).isEqualTo(folder.resolve(ONE));
    assertThat(checkpoint.require("second").file()).isEqualTo(folder.resolve(TWO));
  }

  /** The bytes of the fixture survive git and the build. */
  @Test
  void shardsWrittenByPyTorchAreRead() throws Exception {
    Checkpoint checkpoint = Checkpoint.open(TinyQwen3.folder());

    assertThat(checkpoint.tensors()).hasSize(35);
    assertThat(checkpoint.tensors().stream().map(StoredTensor::file).distinct()).hasSize(3);
    assertThat(checkpoint.require("layers.2.self_attn.q_proj.weight", 128, 64).type())
        .isEqualTo(DType.BF16);
  }

  @Test
  void linksOfAHuggingFaceCacheAreResolved() throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("models--a--b/blobs"));
    Path snapshot = Files.createDirectories(folder.resolve("models--a--b/snapshots/rev"));
    Path other = Files.createDirectories(folder.resolve("models--a--b/more"));
    writeShards();
    Files.move(folder.resolve(ONE), blobs.resolve("0a"));
    Files.move(folder.resolve(TWO), other.resolve("0b"));
    Files.createSymbolicLink(snapshot.resolve(ONE), Path.of("../../blobs/0a"));
    Files.createSymbolicLink(snapshot.resolve(TWO), Path.of("../../more/0b"));
    SafetensorsWriter.writeIndex(snapshot, "first", ONE, "second", TWO);

    Checkpoint checkpoint = Checkpoint.open(snapshot);

    assertThat(checkpoint.folder()).isEqualTo(folder.resolve("models--a--b"));
    assertThat(checkpoint.require("first").file()).isEqualTo(blobs.resolve("0a"));
  }

  @Test
  void changingTheShapeOutsideChangesNothing() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 2).write(single);
    StoredTensor tensor = Checkpoint.open(folder).require("a");

    tensor.shape()[0] = 7;

    assertThat(tensor.shape()).containsExactly(2);
  }

  @Test
  void unknownTypeMattersToWhoAsksForIt() throws IOException {
    new SafetensorsWriter()
        .zeros("good", DType.U8, 1)
        .field("odd", "F4", "[2]", 0, 1)
        .write(single);
    Checkpoint checkpoint = Checkpoint.open(folder);

    assertThat(checkpoint.tensors()).extracting(StoredTensor::name).containsExactly("good");
    assertThatThrownBy(() -> checkpoint.require("odd"))
        .isInstanceOf(ModelException.class)
        .hasMessage("%s: tensor odd has the unknown dtype F4", single);
  }

  @Test
  void missingTensorIsNamed() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 1).write(single);
    Checkpoint checkpoint = Checkpoint.open(folder);

    assertThatThrownBy(() -> checkpoint.require("b", 1))
        .isInstanceOf(ModelException.class)
        .hasMessage("%s: tensor b is missing", folder);
  }

  @Test
  void wrongShapeIsNamed() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 2, 3).write(single);
    Checkpoint checkpoint = Checkpoint.open(folder);

    assertThatThrownBy(() -> checkpoint.require("a", 3, 2))
        .isInstanceOf(ModelException.class)
        .hasMessage("%s: tensor a has shape [2, 3], must be [3, 2]", single);
  }

  @Test
  void folderWithoutWeightsIsNamed() {
    assertFailure()
        .hasMessage("%s: neither model.safetensors nor model.safetensors.index.json", folder);
  }

  @Test
  void emptyFileIsTruncated() throws IOException {
    Files.createFile(single);

    assertFailure().hasMessage("%s is truncated: 0 bytes are no safetensors file", single);
  }

  @Test
  void headerLongerThanTheFileIsTruncated() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 1).write(single);
    Files.write(single, Arrays.copyOf(Files.readAllBytes(single), 20));

    assertFailure()
        .hasMessageMatching(
            ".*model.safetensors is truncated: a header of \\d+ bytes in a file of 20");
  }

  @Test
  void absurdHeaderLengthIsNamed() throws IOException {
    Files.write(single, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});

    assertFailure()
        .hasMessage(
            "%s: a header of 18446744073709551615 bytes is absurd, this is no safetensors file",
            single);
  }

  @Test
  void tensorBehindTheEndIsNamed() throws IOException {
    new SafetensorsWriter().zeros("a", DType.F32, 4).write(single);
    Files.write(single, Arrays.copyOf(Files.readAllBytes(single), (int) Files.size(single) - 1));

    assertFailure()
        .hasMessage(
            "%s: tensor a ends at 16, behind the end of the file, which has 15 bytes of numbers",
            single);
  }

  @Test
  void headerThatIsNotJsonIsNamed() throws IOException {
    SafetensorsWriter.write(single, "{\"a\": ", new byte[0]);

    assertFailure().hasMessageStartingWith(single + ": the header is not JSON");
  }

  @Test
  void headerThatIsNoObjectIsNamed() throws IOException {
    SafetensorsWriter.write(single, "[1]", new byte[0]);

    assertFailure().hasMessage("%s: the header is no JSON object", single);
  }

  @Test
  void shapeMustAgreeWithTheOffsets() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 8).field("b", "BF16", "[3]", 0, 8).write(single);

    assertFailure()
        .hasMessage(
            "%s: tensor b is BF16 [3], which is not the 8 bytes that its data_offsets span",
            single);
  }

  @Test
  void shapeThatOverflowsIsAbsurd() throws IOException {
    new SafetensorsWriter().field("a", "F32", "[4294967296, 4294967296]", 0, 0).write(single);

    assertFailure().hasMessage("%s: tensor a: shape [4294967296, 4294967296] is absurd", single);
  }

  @Test
  void negativeShapeIsNamed() throws IOException {
    new SafetensorsWriter().field("a", "F32", "[-1]", 0, 0).write(single);

    assertFailure().hasMessage("%s: tensor a: shape is [-1]", single);
  }

  @Test
  void offsetsMustNotRunBackwards() throws IOException {
    new SafetensorsWriter().field("a", "U8", "[1]", 1, 0).write(single);

    assertFailure()
        .hasMessage("%s: tensor a: data_offsets are [1, 0], must be begin and end", single);
  }

  @Test
  void tensorWithoutFieldsIsNamed() throws IOException {
    SafetensorsWriter.write(single, "{\"a\": {}}", new byte[0]);

    assertFailure().hasMessage("%s: tensor a has no dtype", single);
  }

  @Test
  void tensorTwiceInAFileIsNamed() throws IOException {
    new SafetensorsWriter().zeros("a", DType.U8, 1).zeros("a", DType.U8, 1).write(single);

    assertFailure().hasMessageContaining("Duplicate field 'a'");
  }

  @Test
  void missingShardIsNamed() throws IOException {
    writeShards();
    Files.delete(folder.resolve(TWO));
    SafetensorsWriter.writeIndex(folder, "first", ONE, "second", TWO);

    assertFailure()
        .hasMessage("%s: shard %s is missing", folder.resolve("model.safetensors.index.json"), TWO);
  }

  @Test
  void tensorThatIsNotInItsShardIsNamed() throws IOException {
    writeShards();
    SafetensorsWriter.writeIndex(folder, "first", TWO, "second", TWO);

    assertFailure().hasMessageEndingWith("tensor first is not in its shard " + TWO);
  }

  @Test
  void tensorInTwoShardsIsNamed() throws IOException {
    writeShards();
    new SafetensorsWriter()
        .zeros("first", DType.U8, 1)
        .zeros("second", DType.U8, 1)
        .write(folder.resolve(TWO));
    SafetensorsWriter.writeIndex(folder, "first", ONE, "second", TWO);

    assertFailure().hasMessageEndingWith("tensor first is twice there, in %s and %s", ONE, TWO);
  }

  @Test
  void shardOutsideTheFolderIsRefused() throws IOException {
    SafetensorsWriter.writeIndex(folder, "first", "../" + ONE);

    assertFailure().hasMessageContaining("the shard of tensor first is \"../" + ONE);
  }

  @Test
  void emptyIndexIsNamed() throws IOException {
    SafetensorsWriter.writeIndex(folder);

    assertFailure().hasMessageEndingWith("weight_map is missing or empty");
  }

  /** Whatever is in the header, the checkpoint is read or refused with a reason. */
  @Test
  void noHeaderBreaksTheReader() throws IOException {
    new SafetensorsWriter().zeros("a", DType.BF16, 2, 3).zeros("b", DType.F32, 7).write(single);
    byte[] good = Files.readAllBytes(single);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(good.length - 40)] = (byte) random.nextInt();
      Files.write(single, bad);
      try {
        assertThat(Checkpoint.open(folder).tensors()).as("seed %d", seed).isNotNull();
      } catch (ModelException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining(single.toString());
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private void writeShards() throws IOException {
    new SafetensorsWriter().zeros("first", DType.BF16, 2, 2).write(folder.resolve(ONE));
    new SafetensorsWriter().zeros("second", DType.BF16, 3).write(folder.resolve(TWO));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFailure() {
    return assertThatThrownBy(() -> Checkpoint.open(folder)).isInstanceOf(ModelException.class);
  }

  private static float numberAt(StoredTensor tensor, int index) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(tensor.file()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat((int) tensor.offsetBytes() + index * tensor.type().bytes());
  }
}
