package io.millrace.worker.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BuiltInModelTest {
  @Test
  void builtInModelIsComplete() {
    try (ModelFiles files = ModelSource.builtIn().load()) {
      assertThat(files.descriptor())
          .isEqualTo(
              new ModelDescriptor(
                  "sentence-transformers/all-MiniLM-L6-v2",
                  Pooling.MEAN,
                  384,
                  30522,
                  256,
                  0,
                  Prompts.NONE));
      assertThat(files.golden()).hasSizeGreaterThanOrEqualTo(8);
      // Another revision is another vector space: everyone would embed everything again.
      assertThat(files.revision()).isEqualTo("d0d2e8b864f132a54d4f452e8a9f4b11");
      assertThat(files.space(384).fingerprint()).isNotEqualTo(files.space(128).fingerprint());
    }
  }

  @Test
  void unknownModelIsNamed() {
    assertThatThrownBy(() -> new BuiltInModel("other").load())
        .isInstanceOf(ModelException.class)
        .hasMessage("/models/other/model.json is not on the class path");
  }
}
