package io.angarium.server.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may touch the disk and the network; everyone else goes through those. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FilesAndSocketsTest {
    private static final String JOURNAL_FILE = "io.angarium.journal.file..";
    private static final String CONFIG = "io.angarium.server.config..";
    private static final String SECURITY = "io.angarium.server.security..";
    /** Makes and deletes the temporary folders of brokers that were started on demand. */
    private static final String VM = "io.angarium.server.vm..";

    private static final String TOOL = "io.angarium.server.tool..";
    /** Removes sockets that nobody listens at any more; opens nothing. */
    private static final String SOCKET_FILE = "io.angarium.server.transport.LocalSocketFile";

    /** The one channel of the client: it does not block, so that an interrupt does nothing to it. */
    private static final String LOCAL_SOCKET = "io\\.angarium\\.jms\\.link\\.(LocalSocket|ChannelWait)(\\$.*)?";

    @Test
    void fileChannelsStayInTheJournalsFilePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(JOURNAL_FILE, TOOL)
                .should()
                .dependOnClassesThat(assignableTo(FileChannel.class)
                        .or(belongToAnyOf(RandomAccessFile.class, AsynchronousFileChannel.class))));
    }

    @Test
    void filesAreOpenedWhereTheyAreReadOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(JOURNAL_FILE, CONFIG, SECURITY, VM, TOOL)
                .and()
                .doNotHaveFullyQualifiedName(SOCKET_FILE)
                .should()
                .dependOnClassesThat(belongToAnyOf(
                        Files.class,
                        FileInputStream.class,
                        FileOutputStream.class,
                        FileReader.class,
                        FileWriter.class)));
    }

    @Test
    void socketsStayInTheTransports() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.angarium.jms.link..", "io.angarium.server.transport..", TOOL)
                .should()
                .dependOnClassesThat(sockets()));
    }

    /** An interrupt closes a channel that blocks for everyone who shares the connection; a socket survives it. */
    @Test
    void theClientUsesNoSocketChannels() {
        check(noClasses()
                .that()
                .resideInAPackage("io.angarium.jms..")
                .and()
                .haveNameNotMatching(LOCAL_SOCKET)
                .should()
                .dependOnClassesThat(assignableTo(NetworkChannel.class)));
    }

    private static DescribedPredicate<JavaClass> sockets() {
        return assignableTo(Socket.class)
                .or(assignableTo(ServerSocket.class))
                .or(assignableTo(DatagramSocket.class))
                .or(assignableTo(NetworkChannel.class))
                .or(assignableTo(SocketFactory.class))
                .or(assignableTo(ServerSocketFactory.class))
                .as("are sockets");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Classes.MAIN);
    }
}
