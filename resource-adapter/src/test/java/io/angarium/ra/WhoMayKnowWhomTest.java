package io.angarium.ra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The arrows of the adapter; docs/architecture.md draws them. The other modules' are in the server's test of this name. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WhoMayKnowWhomTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.angarium.ra");

    @Test
    void theAdapterNeedsTheClientAndTheApisOfTheContainerAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.angarium.ra..",
                        "io.angarium.jms..",
                        "io.angarium.wire..",
                        "jakarta.jms..",
                        "jakarta.resource..",
                        "java..",
                        "javax..",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void packagesDoNotFormCycles() {
        slices().matching("io.angarium.(**)").should().beFreeOfCycles().check(MAIN);
    }
}
