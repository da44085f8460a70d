package io.millrace.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Think hard about the layering before you change a rule here. */
class ArchitectureTest {
  private static final String MILLRACE = "io.millrace..";
  private static final String SCHEMAS = "io.millrace.schemas..";
  private static final String TOPOLOGY = "io.millrace.topology..";
  private static final String PORT = "io.millrace.topology.port..";
  private static final String WORKER = "io.millrace.worker..";
  private static final String ENGINE = "io.millrace.worker.engine..";
  private static final String CONFIG = "io.millrace.worker.config..";
  private static final String KAFKA = "org.apache.kafka..";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.millrace");

  /** The other rules pass on modules they never see. */
  @Test
  void allModulesAreExamined() {
    for (String module : new String[] {SCHEMAS, TOPOLOGY, WORKER}) {
      assertThat(CODE.that(resideInAPackage(module))).as(module).isNotEmpty();
    }
  }

  @Test
  void schemasStandAlone() {
    noClasses()
        .that()
        .resideInAPackage(SCHEMAS)
        .should()
        .dependOnClassesThat(resideInAPackage(MILLRACE).and(not(resideInAPackage(SCHEMAS))))
        .check(CODE);
  }

  @Test
  void topologyDoesNotKnowTheWorker() {
    noClasses()
        .that()
        .resideInAPackage(TOPOLOGY)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(WORKER)
        .check(CODE);
  }

  @Test
  void portKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAPackage(PORT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(KAFKA)
        .check(CODE);
  }

  @Test
  void engineKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(KAFKA)
        .check(CODE);
  }

  @Test
  void engineMeetsTheRestOnlyInThePort() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat(resideInAPackage(MILLRACE).and(not(resideInAnyPackage(ENGINE, PORT))))
        .check(CODE);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.millrace.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void onlyConfigReadsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONFIG)
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CODE);
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.millrace.worker.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CODE);
  }
}
