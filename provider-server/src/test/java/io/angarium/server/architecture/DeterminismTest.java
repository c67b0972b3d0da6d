package io.angarium.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The engine is run under a simulated disk, network and clock: what it does must follow from its inputs alone. Blocks
 * that are {@code synchronized} do not show here; checkstyle refuses the word in these packages.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeterminismTest {
    private static final String[] DETERMINISTIC = {
        "io.angarium.server.engine..", "io.angarium.server.effect..", "io.angarium.server.selector.."
    };

    /** Methods that ask the machine for the time, for chance or for an address. */
    private static final Set<String> ORACLES = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.identityHashCode",
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.util.UUID.randomUUID",
            "java.util.Collections.shuffle",
            "java.lang.Object.wait",
            "java.lang.Object.notify",
            "java.lang.Object.notifyAll");

    @Test
    void theEngineKnowsNoJmsApi() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.jms.."));
    }

    @Test
    void theEngineHasNoThreadsAndNoLocks() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..")
                        .and(not(belongToAnyOf(TimeUnit.class)))
                        .or(belongToAnyOf(Thread.class, ThreadLocal.class, Timer.class))
                        .as("are threads, locks or what goes with them")));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED));
    }

    @Test
    void theEngineHasNoFilesAndNoSockets() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "javax.net..")));
    }

    @Test
    void theEngineHasNoClockAndNoChance() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should(ArchConditions.callMethodWhere(asksTheMachine()))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(
                        Random.class,
                        SecureRandom.class,
                        SplittableRandom.class,
                        RandomGenerator.class,
                        IdentityHashMap.class)));
    }

    private static DescribedPredicate<JavaCall<?>> asksTheMachine() {
        return DescribedPredicate.describe("it asks the machine for time or chance", call -> {
            String owner = call.getTargetOwner().getFullName();
            String method = call.getTarget().getName();
            return ORACLES.contains(owner + "." + method)
                    || owner.startsWith("java.time.") && (method.equals("now") || method.startsWith("system"));
        });
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Classes.MAIN);
    }
}
