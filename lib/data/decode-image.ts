import { AppError } from '@/lib/domain/errors';

/** A decoded image. */
export interface DecodedImage {
  width: number;
  height: number;
  channels: number;
  /** `[height, width, channels]`, row-major, 0 to 255. */
  pixels: Uint8Array;
}

/** How an image is decoded. */
export interface DecodeOptions {
  /** 1 for grey, 3 for colour; as the image is when left out. */
  channels?: 1 | 3;
  /** Stretched to this size; as the image is when left out. */
  size?: { height: number; width: number };
}

/**
 * Decodes an image file (PNG, JPEG, WebP, GIF, TIFF, AVIF), turned upright as its EXIF data say; transparent pixels
 * stand on black.
 *
 * @throws AppError `file_invalid` with the file when it is cut or no image.
 */
export async function decodeImage(
  file: string,
  { channels, size }: DecodeOptions = {},
): Promise<DecodedImage> {
  // Loaded here: the command line starts without the image library.
  const { default: sharp } = await import('sharp');
  try {
    // Sheets of 10 million pixels are wanted; a bomb beyond a billion is not.
    let image = sharp(file, { limitInputPixels: 2 ** 30 }).autoOrient();
    const wanted = channels ?? ((await image.metadata()).space === 'b-w' ? 1 : 3);
    if (size) image = image.resize(size.width, size.height, { fit: 'fill' });
    const { data, info } = await image
      .flatten({ background: '#000' })
      .toColourspace(wanted === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, pixels: data };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('file_invalid', `Decoding ${file}: expected a whole image; found: ${reason}.`, {
      cause,
    });
  }
}
