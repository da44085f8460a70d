package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

/** A model whose documents are embedded for a task. */
record InstructedModel(ModelSource source, String instruction) implements ModelSource {
  InstructedModel {
    requireNonNull(source, "source");
    requireNonNull(instruction, "instruction");
  }

  @Override
  public ModelFiles load() {
    ModelFiles files = source.load();
    try {
      return files.withDocumentInstruction(instruction);
    } catch (ModelException e) {
      files.close();
      throw e;
    }
  }
}
