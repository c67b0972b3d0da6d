import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    /** A class without what nobody reads, its constants sorted; lines, frames and code are as they were. */
    private static byte[] bare(byte[] bytes) throws IOException {
        ClassWriter bare = new ClassWriter(0);
        new ClassReader(bytes).accept(new Bare(bare), 0);
        ClassReader in = new ClassReader(bare.toByteArray());
        ClassWriter out = new ClassWriter(0);
        for (int tag : Constant.SORTED) {
            for (Constant constant : Constant.sorted(tag, in)) {
                constant.addTo(out);
            }
        }
        in.accept(out, 0); // uses what is there, and adds what does not get sorted
        return out.toByteArray();
    }

    /**
     * A constant of a class, as ClassReader and ClassWriter do not have it. Compilers write constants in the order in which code uses them;
     * kind by kind and sorted, like is next to like, of which deflate makes a twentieth less: two thirds of a class are constants.
     */
    private record Constant(int tag, String... parts) {
        private static final int TEXT = 1; // the tags of chapter 4.4 of the JVM specification
        private static final int CLASS = 7;
        private static final int FIELD = 9;
        private static final int METHOD = 10;
        private static final int METHOD_OF_INTERFACE = 11;
        private static final int NAME_AND_TYPE = 12;

        /** Each after those that it is made of; strings, numbers and bootstrap methods come last, as code uses them. */
        private static final int[] SORTED = {TEXT, CLASS, NAME_AND_TYPE, FIELD, METHOD, METHOD_OF_INTERFACE};

        static List<Constant> sorted(int tag, ClassReader in) throws IOException {
            List<Constant> all = new ArrayList<>();
            for (int i = 1; i < in.getItemCount(); i++) {
                int at = in.getItem(i);
                if (at != 0 && in.readByte(at - 1) == tag) { // a long takes two numbers, and nothing is at the second
                    all.add(read(tag, at, in));
                }
            }
            all.sort(Comparator.comparing(Constant::key));
            return all;
        }

        private static Constant read(int tag, int at, ClassReader in) throws IOException {
            char[] buffer = new char[in.getMaxStringLength()];
            switch (tag) {
                case TEXT:
                    return new Constant(tag, text(at, in));
                case CLASS:
                    return new Constant(tag, in.readUTF8(at, buffer));
                case NAME_AND_TYPE:
                    return new Constant(tag, in.readUTF8(at, buffer), in.readUTF8(at + 2, buffer));
                default:
                    int name = in.getItem(in.readUnsignedShort(at + 2));
                    return new Constant(
                            tag, in.readClass(at, buffer), in.readUTF8(name, buffer), in.readUTF8(name + 2, buffer));
            }
        }

        private static String text(int at, ClassReader in) throws IOException {
            byte[] bytes = new byte[2 + in.readUnsignedShort(at)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) in.readByte(at + i);
            }
            return new DataInputStream(new ByteArrayInputStream(bytes)).readUTF();
        }

        /** Texts by their ends, which brings types together, and methods that return the same. */
        private String key() {
            return tag == TEXT ? new StringBuilder(parts[0]).reverse().toString() : String.join(" ", parts);
        }

        void addTo(ClassWriter out) {
            switch (tag) {
                case TEXT:
                    out.newUTF8(parts[0]);
                    break;
                case CLASS:
                    out.newClass(parts[0]);
                    break;
                case NAME_AND_TYPE:
                    out.newNameType(parts[0], parts[1]);
                    break;
                case FIELD:
                    out.newField(parts[0], parts[1], parts[2]);
                    break;
                default:
                    out.newMethod(parts[0], parts[1], parts[2], tag == METHOD_OF_INTERFACE);
            }
        }
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
                /** Compilers name the parameters of a record's constructor even where they are told not to name parameters. */
                @Override
                public void visitParameter(String parameter, int flags) {}

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
