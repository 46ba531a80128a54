// All that the picker says, in English and Vietnamese.

const en = {
  choose: "Choose a photo",
  another: "Choose another photo",
  drop: "or drop one here. It is made small in this browser before it is sent.",
  photo: "Your photo",
  songs: "Songs",
  looking: "Looking and listening…",
  found: (count: number) => (count === 1 ? "1 song" : `${count} songs`),
  unknownArtist: "unknown artist",
  wordsOnly: "words only",
  explicit: "explicit",
  around: (time: string) => `around ${time}`,
  play: (title: string) => `Play the passage of ${title}`,
  pause: (title: string) => `Pause ${title}`,
  take: "Choose",
  takeTitle: (title: string) => `Choose ${title}`,
  again: "Try again",
  trouble: {
    unreachable: "The music server does not answer. Try again in a moment.",
    invalid: "The music server could not use that.",
    refused: "The music server does not accept this site's key.",
    tooLarge: "The photo is too large. Choose one of at most 20 MB and 50 megapixels.",
    unsupported:
      "This kind of file cannot be read. Choose a JPEG, PNG, WebP, GIF, BMP or HEIC photo.",
    tooOften: "That was too often. Try again in a moment.",
    busy: "The music server is busy. Try again in a moment.",
    failed: "Something went wrong on the music server. Try again, or with another photo.",
    nothing: "No song was found for this photo. Try another one.",
    silent: "This song cannot be played. Another one may play.",
  },
};

export type Words = typeof en;
export type Tongue = "en" | "vi";

const vi: Words = {
  choose: "Chọn ảnh",
  another: "Chọn ảnh khác",
  drop: "hoặc thả ảnh vào đây. Ảnh được thu nhỏ ngay trong trình duyệt này trước khi gửi.",
  photo: "Ảnh của bạn",
  songs: "Bài hát",
  looking: "Đang nhìn và nghe…",
  found: (count) => `${count} bài hát`,
  unknownArtist: "không rõ nghệ sĩ",
  wordsOnly: "chỉ có lời",
  explicit: "lời tục",
  around: (time) => `khoảng ${time}`,
  play: (title) => `Phát đoạn của ${title}`,
  pause: (title) => `Tạm dừng ${title}`,
  take: "Chọn",
  takeTitle: (title) => `Chọn ${title}`,
  again: "Thử lại",
  trouble: {
    unreachable: "Máy chủ nhạc không trả lời. Hãy thử lại sau giây lát.",
    invalid: "Máy chủ nhạc không dùng được yêu cầu này.",
    refused: "Máy chủ nhạc không chấp nhận khóa của trang này.",
    tooLarge: "Ảnh quá lớn. Hãy chọn ảnh tối đa 20 MB và 50 megapixel.",
    unsupported: "Không đọc được loại tệp này. Hãy chọn ảnh JPEG, PNG, WebP, GIF, BMP hoặc HEIC.",
    tooOften: "Bạn hỏi quá nhanh. Hãy thử lại sau giây lát.",
    busy: "Máy chủ nhạc đang bận. Hãy thử lại sau giây lát.",
    failed: "Máy chủ nhạc gặp lỗi. Hãy thử lại, hoặc dùng ảnh khác.",
    nothing: "Không tìm thấy bài hát nào cho ảnh này. Hãy thử ảnh khác.",
    silent: "Không phát được bài này. Hãy thử bài khác.",
  },
};

const WORDS: Record<Tongue, Words> = { en, vi };

/** The tongue that the attribute names, else that of the page around the picker, else English. */
export function tongueOf(picker: Element): Tongue {
  const around = picker.closest("[lang]")?.getAttribute("lang");
  const wanted = picker.getAttribute("tongue") ?? around ?? "en";
  return wanted.startsWith("vi") ? "vi" : "en";
}

export function wordsIn(tongue: Tongue): Words {
  return WORDS[tongue];
}
