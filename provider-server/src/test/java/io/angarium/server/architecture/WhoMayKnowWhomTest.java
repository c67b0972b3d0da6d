package io.angarium.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The arrows between the modules and packages; docs/architecture.md draws them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WhoMayKnowWhomTest {
    private static final String JSPECIFY = "org.jspecify..";
    private static final String TOOL = "io.angarium.server.tool..";
    private static final String LINK = "io.angarium.jms.link..";
    private static final String TASKS = "io.angarium.jms.task..";
    private static final String NARAYANA = "io.angarium.jms.recovery.narayana..";

    /** The syntax of broker addresses: text, no JMS object. */
    private static final String URI = "io.angarium.jms.uri..";

    @Test
    void theJournalNeedsTheJdkAndNothingElse() {
        check(classes()
                .that()
                .resideInAPackage("io.angarium.journal..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.angarium.journal..", "java..", JSPECIFY));
    }

    @Test
    void theWireNeedsTheJdkAndNothingElse() {
        check(classes()
                .that()
                .resideInAPackage("io.angarium.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.angarium.wire..", "java..", JSPECIFY));
    }

    @Test
    void theClientNeedsTheApiAndTheJdkAndNothingElse() {
        check(classes()
                .that()
                .resideInAPackage("io.angarium.jms..")
                .and()
                .resideOutsideOfPackage(NARAYANA)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.angarium.jms..", "io.angarium.wire..", "jakarta.jms..", "java..", "javax..", JSPECIFY));
    }

    /** They are packed by themselves, for clients of any provider. */
    @Test
    void tasksNeedTheApiAndTheJdkAndNothingElse() {
        check(classes()
                .that()
                .resideInAPackage(TASKS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(TASKS, "jakarta.jms..", "java..", JSPECIFY));
        only(TASKS, TASKS);
    }

    @Test
    void narayanaIsNamedInItsRecoveryOnlyAndNothingNamesThat() {
        only("com.arjuna..", NARAYANA);
        only(NARAYANA, NARAYANA);
        only("org.jboss..", NARAYANA);
        only("jakarta.transaction..", "none");
    }

    @Test
    void theLinksDoNotKnowTheJmsObjectsThatUseThem() {
        check(noClasses()
                .that()
                .resideInAPackage(LINK)
                .should()
                .dependOnClassesThat(resideInAPackage("io.angarium.jms..").and(not(resideInAnyPackage(LINK, URI)))));
    }

    @Test
    void theServerKnowsTheClientsWireAndLinksOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("io.angarium.server..")
                .and()
                .resideOutsideOfPackage(TOOL)
                .should()
                .dependOnClassesThat(resideInAPackage("io.angarium.jms..").and(not(resideInAPackage(LINK)))));
    }

    @Test
    void nothingInTheServerKnowsItsCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(TOOL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TOOL));
    }

    @Test
    void jacksonIsNamedInTheConfigurationAndTheToolOnly() {
        only("com.fasterxml.jackson..", "io.angarium.server.config..", TOOL);
    }

    @Test
    void commandLineLibrariesAreNamedInTheToolOnly() {
        only("picocli..", TOOL);
        only("me.tongfei.progressbar..", TOOL);
        only("ch.qos.logback..", TOOL);
    }

    @Test
    void cronExpressionsAreReadInOnePackageOnly() {
        only("com.cronutils..", "io.angarium.server.schedule..");
    }

    @Test
    void nettyIsNamedInTheTransportOnly() {
        only("io.netty..", "io.angarium.server.transport..");
    }

    @Test
    void packagesDoNotFormCycles() {
        check(slices().matching("io.angarium.(**)").should().beFreeOfCycles());
    }

    private static void only(String library, String... users) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Classes.MAIN);
    }
}
