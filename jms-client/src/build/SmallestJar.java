import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.TypePath;

/**
 * Writes a jar anew, deflated as small as deflate gets (Zopfli), without entries for folders: the same files in the same order and of the
 * same moment, so that it stays as reproducible as it was. The build runs it on the client's jar: {@code java -cp … SmallestJar.java JAR}.
 */
final class SmallestJar {

    /** How often Zopfli looks again; more than this saves a few bytes in all. */
    private static final int LOOKS = 5;

    /** Bytes that Zopfli packs as one, above the largest class: what it sets aside for each thread grows with it. */
    private static final int PIECE = 64 << 10;

    private static final ThreadLocal<Zopfli> PACKERS = ThreadLocal.withInitial(() -> new Zopfli(PIECE));

    private record Whole(ZipEntry entry, byte[] bytes) {}

    private SmallestJar() {}

    /** @throws IOException if the jar cannot be read or written, or does not come back; it is then as it was */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        List<Whole> files = read(jar);
        byte[][] deflated = new byte[files.size()][];
        AtomicReference<IOException> failure = new AtomicReference<>();
        IntStream.range(0, deflated.length).parallel().forEach(i -> {
            try {
                deflated[i] = deflate(files.get(i).bytes);
            } catch (IOException | DataFormatException e) {
                failure.set(new IOException("cannot deflate " + files.get(i).entry.getName() + " of " + jar, e));
            }
        });
        if (failure.get() != null) {
            throw failure.get();
        }
        Path small = jar.resolveSibling(jar.getFileName() + ".small");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(small)) {
            out.setUseZip64(Zip64Mode.Never);
            for (int i = 0; i < deflated.length; i++) {
                ZipArchiveEntry entry = new ZipArchiveEntry(files.get(i).entry.getName());
                entry.setTime(files.get(i).entry.getTime());
                entry.setMethod(ZipEntry.DEFLATED);
                CRC32 sum = new CRC32();
                sum.update(files.get(i).bytes);
                entry.setCrc(sum.getValue());
                entry.setSize(files.get(i).bytes.length);
                entry.setCompressedSize(deflated[i].length);
                out.addRawArchiveEntry(entry, new ByteArrayInputStream(deflated[i]));
            }
        }
        Files.move(small, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Whole> read(Path jar) throws IOException {
        List<Whole> files = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    byte[] bytes = in.readAllBytes();
                    in.closeEntry(); // only now are its sum and its time all there
                    files.add(new Whole(entry, entry.getName().endsWith(".class") ? bare(bytes) : bytes));
                }
            }
        }
        return files;
    }

    /** A class without what nobody reads; lines, frames and code are as they were. */
    private static byte[] bare(byte[] bytes) {
        ClassWriter out = new ClassWriter(0);
        new ClassReader(bytes).accept(new Bare(out), 0);
        return out.toByteArray();
    }

    private static final class Bare extends ClassVisitor {
        private static final int SEEN = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

        private String self;
        private boolean hidden; // nobody outside of its package can name it, or a class that inherits from it

        Bare(ClassVisitor out) {
            super(Opcodes.ASM9, out);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String above, String[] interfaces) {
            self = name;
            hidden = (access & Opcodes.ACC_PUBLIC) == 0 && (access & Opcodes.ACC_FINAL) != 0;
            super.visit(version, access, name, hidden ? null : signature, above, interfaces);
        }

        private boolean seen(int access) {
            return !hidden && (access & SEEN) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
        }

        /**
         * Every class with a lambda or a record has an entry for Lookup, since its bootstrap methods take one: no class that it refers to is
         * that. What a hidden class says of others' nested classes only compilers would read; of its own, reflection does.
         */
        @Override
        public void visitInnerClass(String name, String outer, String simple, int access) {
            boolean own = (name + '$').startsWith(self + '$');
            if (own || !hidden && !name.equals("java/lang/invoke/MethodHandles$Lookup")) {
                super.visitInnerClass(name, outer, simple, access);
            }
        }

        @Override
        public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String annotation, boolean kept) {
            return hidden ? null : super.visitTypeAnnotation(at, path, annotation, kept);
        }

        @Override
        public RecordComponentVisitor visitRecordComponent(String name, String type, String signature) {
            if (!hidden) {
                return super.visitRecordComponent(name, type, signature);
            }
            return new RecordComponentVisitor(Opcodes.ASM9, super.visitRecordComponent(name, type, null)) {
                @Override
                public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String annotation, boolean kept) {
                    return null;
                }
            };
        }

        @Override
        public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
            if (seen(access)) {
                return super.visitField(access, name, type, signature, value);
            }
            return new FieldVisitor(Opcodes.ASM9, super.visitField(access, name, type, null, value)) {
                @Override
                public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String annotation, boolean kept) {
                    return null;
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            boolean seen = seen(access);
            MethodVisitor method = super.visitMethod(access, name, type, seen ? signature : null, seen ? thrown : null);
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String annotation, boolean kept) {
                    return seen ? super.visitTypeAnnotation(at, path, annotation, kept) : null;
                }

                @Override
                public AnnotationVisitor visitInsnAnnotation(int at, TypePath path, String annotation, boolean kept) {
                    return null;
                }

                @Override
                public AnnotationVisitor visitLocalVariableAnnotation(
                        int at, TypePath path, Label[] from, Label[] to, int[] index, String annotation, boolean kept) {
                    return null;
                }
            };
        }
    }

    /** Deflates and looks whether it comes back: a build must not trust a packer with what it ships. */
    private static byte[] deflate(byte[] bytes) throws IOException, DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Options options = new Options(Options.OutputFormat.DEFLATE, Options.BlockSplitting.FIRST, LOOKS);
        PACKERS.get().compress(options, bytes, out);
        byte[] deflated = out.toByteArray();
        Inflater inflater = new Inflater(true);
        inflater.setInput(deflated);
        byte[] back = new byte[bytes.length + 1];
        int length = 0;
        for (int n; !inflater.finished() && (n = inflater.inflate(back, length, back.length - length)) > 0; ) {
            length += n;
        }
        inflater.end();
        if (length != bytes.length || !Arrays.equals(back, 0, length, bytes, 0, length)) {
            throw new IOException("what was deflated does not come back");
        }
        return deflated;
    }
}
