package io.angarium.tck;

import io.angarium.tck.ClassResult.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the XML reports that a test run leaves, one file for each class. Stateless. */
final class ReportReader {
    private static final String FILES = "TEST-*.xml";

    private ReportReader() {}

    /** The results of the classes, by name; none if there is no such folder. */
    static List<ClassResult> read(Path folder) throws IOException {
        List<ClassResult> results = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FILES)) {
                for (Path file : files) {
                    results.add(result(parse(file)));
                }
            }
        }
        results.sort(Comparator.comparing(ClassResult::name));
        return results;
    }

    private static Element parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            Document document = builder.parse(file.toFile());
            return document.getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("not a test report: " + file, e);
        }
    }

    private static ClassResult result(Element suite) {
        int passed = 0;
        int skipped = 0;
        double seconds = 0;
        List<Failure> broken = new ArrayList<>();
        NodeList cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            seconds += seconds(test);
            Element trouble = trouble(test);
            if (trouble != null) {
                broken.add(new Failure(test.getAttribute("name"), message(trouble)));
            } else if (child(test, "skipped") != null) {
                skipped++;
            } else {
                passed++;
            }
        }
        return new ClassResult(suite.getAttribute("name"), passed, skipped, seconds, broken);
    }

    private static double seconds(Element test) {
        String time = test.getAttribute("time").replace(",", "");
        return time.isEmpty() ? 0 : Double.parseDouble(time);
    }

    private static @Nullable Element trouble(Element test) {
        Element failure = child(test, "failure");
        return failure != null ? failure : child(test, "error");
    }

    private static @Nullable Element child(Element parent, String name) {
        return (Element) parent.getElementsByTagName(name).item(0);
    }

    private static String message(Element trouble) {
        String text = trouble.getAttribute("message");
        String said = text.isEmpty() ? trouble.getAttribute("type") : text;
        return said.lines().findFirst().orElse("");
    }
}
